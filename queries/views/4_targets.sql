-- Question: What was promised, and how much of it was expected by a date? See docs/attainment.md 7 and 8.
-- Parameters: macro arguments: dimension (whole, target_group, area or gender), partnership (text),
--     as_ofs (list of dates), known_at (timestamp), partner (text, null for all)
-- Columns: target_rows: indicator_id, part, tier, partner_key, measure, over_partners, direction, target, baseline,
--     baseline_used, tolerance, start_date, due_date;
--     targets_at: those of target_rows, as_of, expected;
--     tier_targets: as_of, indicator_id, part, tier, target, baseline, baseline_used, tolerance, expected, start_date,
--     due_date, partners_with_target

-- From the tier a partner steers by to the tier furthest away; the first one present is the headline.
create or replace macro tier_position(tier) as
list_position(
    [
        'partner', 'project_plan', 'project_guideline', 'project_application', 'programme', 'policy_eu',
        'policy_region', 'universe', 'rule_minimum', 'rule_minimum_exception'
    ],
    tier
);

-- How targets of several partners become one. Null where one of them is unknown, or where adding would be wrong.
create or replace macro combined_target(measure, over_partners, amount, same) as
case
    when count(amount) < count(*) then null
    when combining_rule(measure, over_partners) = 'sum' then sum(amount order by amount)
    when combining_rule(measure, over_partners) = 'max' then max(amount)
    when combining_rule(measure, over_partners) = 'mean' then avg(amount order by amount)
    when same then avg(amount order by amount)
end;

-- Whether several partners promised one and the same.
create or replace macro same_target(target, baseline_used, tolerance) as
min(target) = max(target)
and min(tolerance) = max(tolerance)
and count(distinct baseline_used) <= 1
and count(baseline_used) in (0, count(*));

-- One row per target: its first reading, with the dates of the partnership where it has none of its own.
create or replace macro target_rows(dimension, partnership, known_at, partner) as table
    with stated as (
        select
            targets.*,
            part_of(dimension, targets.target_group_id, null, targets.area_id) as part,
            coalesce(targets.partner_id, '') as partner_key
        from current_rows_of('targets', partnership, known_at) as targets
        where
            -- Nobody promises for one gender. A target for a group in an area is judged against neither.
            dimension <> 'gender'
            and (targets.target_group_id is not null) = (dimension = 'target_group')
            and (targets.area_id is not null) = (dimension = 'area')
            and targets.value is not null
            and (partner::varchar is null or targets.partner_id = partner)
        qualify
            coalesce(targets.reading, '')
            = min(coalesce(targets.reading, '')) over (
                partition by targets.indicator_id, part, targets.tier, coalesce(targets.partner_id, '')
            )
    )

    select
        stated.indicator_id,
        stated.part,
        stated.tier,
        stated.partner_key,
        indicators.measure,
        indicators.over_partners,
        indicators.direction,
        stated.value as target,
        stated.baseline,
        case
            when indicators.direction in ('up', 'none') then coalesce(stated.baseline, 0) else stated.baseline
        end as baseline_used,
        coalesce(stated.tolerance, 0) as tolerance,
        coalesce(stated.start_date, here.start_date) as start_date,
        coalesce(stated.due_date, here.end_date) as due_date
    from stated
    inner join current_rows('indicators', known_at) as indicators using (indicator_id)
    left join
        current_rows_of('partnerships', partnership, known_at) as here
        on stated.partnership_id = here.partnership_id;

-- Expected: a straight line through the baseline on the day before the start, the milestones, and the target when due.
create or replace macro targets_at(dimension, partnership, as_ofs, known_at, partner) as table
    with promised as materialized (
        select * from target_rows(dimension, partnership, known_at, partner)
    ),

    points as (
        select
            indicator_id,
            part,
            tier,
            partner_key,
            start_date - 1 as point_date,
            baseline_used as point_value
        from promised
        where start_date is not null and baseline_used is not null
        union all
        select
            promised.indicator_id,
            promised.part,
            promised.tier,
            promised.partner_key,
            milestones.milestone_date as point_date,
            -- A milestone beyond the target asks for no more than the target.
            case promised.direction
                when 'up' then least(milestones.value, promised.target)
                when 'down' then greatest(milestones.value, promised.target)
                else milestones.value
            end as point_value
        from promised
        inner join current_rows_of('target_milestones', partnership, known_at) as milestones
            on
                promised.indicator_id = milestones.indicator_id
                and promised.tier = milestones.tier
                and promised.partner_key = coalesce(milestones.partner_id, '')
        where
            -- Milestones belong to the target of the whole: they name no area and no group.
            dimension = 'whole'
            and milestones.milestone_date >= coalesce(promised.start_date, milestones.milestone_date)
            and (promised.due_date is null or milestones.milestone_date < promised.due_date)
        union all
        select
            indicator_id,
            part,
            tier,
            partner_key,
            due_date as point_date,
            target as point_value
        from promised
        where due_date is not null
    ),

    dates as (
        select distinct unnest(as_ofs::date[]) as as_of
    ),

    around as (
        select
            dates.as_of,
            points.indicator_id,
            points.part,
            points.tier,
            points.partner_key,
            max(points.point_date) filter (where points.point_date <= dates.as_of) as before_date,
            arg_max(points.point_value, points.point_date) filter (where points.point_date <= dates.as_of)
                as before_value,
            min(points.point_date) filter (where points.point_date > dates.as_of) as after_date,
            arg_min(points.point_value, points.point_date) filter (where points.point_date > dates.as_of) as after_value
        from dates
        cross join points
        group by dates.as_of, points.indicator_id, points.part, points.tier, points.partner_key
    )

    select
        dates.as_of,
        promised.*,
        case
            when promised.direction = 'keep' or dates.as_of >= promised.due_date then promised.target
            when dates.as_of < promised.start_date then promised.baseline_used
            else
                around.before_value
                + (around.after_value - around.before_value)
                * (dates.as_of - around.before_date) / (around.after_date - around.before_date)
        end as expected
    from dates
    cross join promised
    left join around using (as_of, indicator_id, part, tier, partner_key);

-- One row per tier: the target of the whole partnership where there is one, else the partners' targets together.
create or replace macro tier_targets(dimension, partnership, as_ofs, known_at, partner) as table
    with promised as (
        select
            *,
            bool_or(partner_key = '') over (partition by as_of, indicator_id, part, tier) as whole_given
        from targets_at(dimension, partnership, as_ofs, known_at, partner)
    )

    select
        as_of,
        indicator_id,
        part,
        tier,
        combined_target(measure, over_partners, target, same_target(target, baseline_used, tolerance)) as target,
        case
            when
                count(baseline) > 0
                then
                    combined_target(
                        measure, over_partners, baseline_used, same_target(target, baseline_used, tolerance)
                    )
        end as baseline,
        combined_target(measure, over_partners, baseline_used, same_target(target, baseline_used, tolerance))
            as baseline_used,
        combined_target(measure, over_partners, tolerance, same_target(target, baseline_used, tolerance)) as tolerance,
        combined_target(measure, over_partners, expected, same_target(target, baseline_used, tolerance)) as expected,
        min(start_date) as start_date,
        case when count(due_date) = count(*) then max(due_date) end as due_date,
        case when not whole_given then count(*) end as partners_with_target
    from promised
    where partner_key = '' or not whole_given
    group by as_of, indicator_id, part, tier, measure, over_partners, whole_given;
