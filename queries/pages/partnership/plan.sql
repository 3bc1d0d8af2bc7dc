-- Question: How does the plan run from objectives to actions, who owns each, where did it come from, how far is it?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: activity_id, depth, kind, name, contents, owner, origin, language, state, start_date, end_date
with recursive plan_rows as (
    select *
    from activities_in($language, $known_at)
    where
        partnership_id = $partnership
        -- Deliverables have a list of their own: pages/closure/deliverables.
        and kind not in ('step', 'phase', 'project_phase', 'cost_item', 'report_heading', 'deliverable')
),

tree as (
    select
        activity_id,
        0 as depth,
        [lpad(coalesce(sequence, 999)::varchar, 4, '0') || activity_id] as place
    from plan_rows
    where parent_id is null or parent_id not in (select tops.activity_id from plan_rows as tops)
    union all
    select
        below.activity_id,
        tree.depth + 1 as depth,
        list_append(tree.place, lpad(coalesce(below.sequence, 999)::varchar, 4, '0') || below.activity_id) as place
    from tree
    inner join plan_rows as below on tree.activity_id = below.parent_id
    -- A circle in the plan is a finding of the gate; here it must not go on for ever.
    where tree.depth < 8
)

select
    plan_rows.activity_id,
    tree.depth,
    plan_rows.kind,
    plan_rows.name,
    plan_rows.contents,
    owners.name as owner,
    plan_rows.origin,
    plan_rows.language,
    state_on(plan_rows.state, plan_rows.start_date, plan_rows.end_date, $as_of, $known_at) as state,
    plan_rows.start_date,
    plan_rows.end_date
from tree
inner join plan_rows using (activity_id)
left join organisations_in($language, $known_at) as owners on plan_rows.lead_partner_id = owners.organisation_id
order by tree.place
