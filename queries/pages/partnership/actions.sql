-- Question: Which partner does which action, with which target of its own, and where was priority adapted: reached
--     though the target was nought?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: activity_id, activity, partner_id, partner, does, indicator_id, indicator, unit, measure, direction,
--     target_kind, baseline, target, has_reported, is_adapted
with recursive plan_rows as (
    select *
    from activities_in($language, $known_at)
    where
        partnership_id in (
            select unnest([partnership_id, parent_id])
            from current_rows('partnerships', $known_at)
            where partnership_id = $partnership
        )
        and kind in ('activity', 'action', 'initiative')
),

tree as (
    select
        activity_id,
        -- The activities of the programme before the actions of the partnership itself.
        [
            if(partnership_id = $partnership, '1', '0')
            || lpad(coalesce(sequence, 999)::varchar, 4, '0')
            || activity_id
        ] as place
    from plan_rows
    where parent_id is null or parent_id not in (select tops.activity_id from plan_rows as tops)
    union all
    select
        below.activity_id,
        list_append(tree.place, lpad(coalesce(below.sequence, 999)::varchar, 4, '0') || below.activity_id) as place
    from tree
    inner join plan_rows as below on tree.activity_id = below.parent_id
    -- A circle in the plan is a finding of the gate; here it must not go on for ever.
    where len(tree.place) < 8
),

doing as (
    select
        activity_id,
        organisation_id as partner_id,
        role
    from current_rows_of('partners', $partnership, $known_at)
    where activity_id is not null and valid_on($as_of, date_joined, date_left)
    union
    select
        activity_id,
        lead_partner_id as partner_id,
        'action_lead' as role
    from plan_rows
    where lead_partner_id is not null
),

does as (
    select
        activity_id,
        partner_id,
        list_sort(list(distinct role)) as does
    from doing
    group by activity_id, partner_id
),

promised as (
    select
        indicator_id,
        partner_key as partner_id,
        target_kind,
        baseline,
        target
    from targets_in_force('whole', $partnership, [$as_of::date], $known_at, null)
    where tier = 'partner' and partner_key <> ''
),

reported as (
    select distinct
        indicator_id,
        partner_id
    from current_results($partnership, $known_at)
    where partner_id is not null and value > 0 and period_end <= $as_of::date
),

held as (
    select
        indicators.activity_id,
        partner_id,
        indicators.indicator_id,
        indicators.name as indicator,
        indicators.unit,
        indicators.measure,
        indicators.direction,
        promised.target_kind,
        promised.baseline,
        promised.target,
        reported.indicator_id is not null as has_reported
    from promised
    full join reported using (indicator_id, partner_id)
    inner join indicators_in($language, $known_at) as indicators using (indicator_id)
)

select
    activity_id,
    plan_rows.name as activity,
    partner_id,
    organisations.name as partner,
    does.does,
    held.indicator_id,
    held.indicator,
    held.unit,
    held.measure,
    held.direction,
    held.target_kind,
    held.baseline,
    held.target,
    held.has_reported,
    -- A target of nought promises nothing; whoever reaches something all the same gave it priority later.
    coalesce(held.has_reported and held.target = 0 and held.target_kind = 'at_least', false) as is_adapted
from does
full join held using (activity_id, partner_id)
inner join tree using (activity_id)
inner join plan_rows using (activity_id)
left join organisations_in($language, $known_at) as organisations on partner_id = organisations.organisation_id
order by tree.place, partner, partner_id, held.indicator, held.indicator_id
