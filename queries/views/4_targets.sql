-- Question: What was promised for which period, and how much of it was expected by a day? See docs/attainment.md 7
--     and 8.
-- Parameters: macro arguments: dimension (whole, target_group, area or gender), partnership (text), as_ofs (list of
--     dates), known_at (timestamp), partner (text, null for all), asked (name of a relation with the columns of
--     target_rows, as_of, and day: the day to expect for)
-- Columns: target_rows: indicator_id, part, tier, partner_key, measure, over_partners, target_kind, target, baseline,
--     baseline_used, tolerance, start_date, due_date, left_on; targets_in_force: as_of and those of target_rows;
--     expected_on: those of the relation, and expected; targets_at: those of targets_in_force, day and expected;
--     tier_targets: as_of, indicator_id, part, tier, target, expected

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
and count(distinct tolerance) <= 1
and count(tolerance) in (0, count(*))
and count(distinct baseline_used) <= 1
and count(baseline_used) in (0, count(*));

-- A flow counts within the period of its target; anything else is what was last reported. A day that is not given sets
-- no bound.
create or replace macro within_target(measure, period_end, start_date, due_date) as
measure <> 'flow' or (coalesce(period_end >= start_date, true) and coalesce(period_end <= due_date, true));

-- One row per target: its first reading, with the dates of the partnership where it has none of its own. Who joined
-- later starts later.
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
                partition by
                    targets.indicator_id, part, targets.tier, coalesce(targets.partner_id, ''), targets.start_date
            )
    ),

    dated as (
        select
            stated.*,
            indicators.measure,
            indicators.over_partners,
            coalesce(
                stated.target_kind,
                case indicators.direction
                    when 'up' then 'at_least'
                    when 'keep' then 'keep'
                    when 'down' then if(stated.baseline is null, 'at_most', 'bring_down_to')
                end
            ) as kind_used,
            greatest(coalesce(stated.start_date, here.start_date), members.joined_on) as starts_on,
            coalesce(stated.due_date, here.end_date) as ends_on,
            members.left_on
        from stated
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        left join
            current_rows_of('partnerships', partnership, known_at) as here
            on stated.partnership_id = here.partnership_id
        left join members(partnership, known_at) as members using (partner_key)
    )

    select
        indicator_id,
        part,
        tier,
        partner_key,
        measure,
        over_partners,
        kind_used as target_kind,
        value as target,
        baseline,
        case when kind_used = 'at_least' then coalesce(baseline, 0) else baseline end as baseline_used,
        tolerance,
        starts_on as start_date,
        ends_on as due_date,
        left_on
    from dated;

-- Several targets of one tier follow each other. In force is the last one that has begun, else the first to come.
create or replace macro targets_in_force(dimension, partnership, as_ofs, known_at, partner) as table
    with dates as (
        select distinct unnest(as_ofs::date[]) as as_of
    )

    select
        dates.as_of,
        promised.*
    from dates
    cross join target_rows(dimension, partnership, known_at, partner) as promised
    qualify
        row_number()
            over (
                partition by dates.as_of, promised.indicator_id, promised.part, promised.tier, promised.partner_key
                order by
                    coalesce(promised.start_date <= dates.as_of, true) desc,
                    abs(dates.as_of - promised.start_date) nulls last,
                    promised.due_date,
                    promised.target
            )
        = 1;

-- Expected: a straight line through the baseline on the day before the start, the milestones, and the target when due.
-- What is done or not (yes/no) is expected in steps: all of it when due, and at each milestone what that one asks.
create or replace macro expected_on(asked, dimension, partnership, known_at) as table
    with stones as (
        select
            indicator_id,
            tier,
            coalesce(partner_id, '') as partner_key,
            list(struct_pack(point_date := milestone_date, point_value := value) order by milestone_date, value)
                as points
        from current_rows_of('target_milestones', partnership, known_at)
        -- Milestones belong to the target of the whole: they name no area and no group.
        where dimension = 'whole'
        group by indicator_id, tier, partner_key
    ),

    lined as (
        select
            wanted.*,
            list_concat(
                if(
                    wanted.start_date is null or wanted.baseline_used is null,
                    [],
                    [struct_pack(point_date := wanted.start_date - 1, point_value := wanted.baseline_used)]
                ),
                list_transform(
                    list_filter(
                        coalesce(stones.points, []),
                        lambda point:
                        point.point_date >= coalesce(wanted.start_date, point.point_date)
                        and point.point_date < coalesce(wanted.due_date, point.point_date + 1)
                    ),
                    -- A milestone beyond the target asks for no more than the target.
                    lambda point:
                    struct_pack(
                        point_date := point.point_date,
                        point_value := case wanted.target_kind
                            when 'at_least' then least(point.point_value, wanted.target)
                            when 'bring_down_to' then greatest(point.point_value, wanted.target)
                            else point.point_value
                        end
                    )
                ),
                if(
                    wanted.due_date is null,
                    [],
                    [struct_pack(point_date := wanted.due_date, point_value := wanted.target)]
                )
            ) as points
        from query_table(asked) as wanted
        left join stones using (indicator_id, tier, partner_key)
    ),

    between_points as (
        select
            * exclude (points),
            list_filter(points, lambda point: point.point_date <= day)[-1] as before,
            list_filter(points, lambda point: point.point_date > day)[1] as after,
            before['point_value'] as value_before,
            after['point_value'] as value_after
        from lined
    )

    select
        * exclude (before, after, value_before, value_after),
        case
            when target_kind in ('keep', 'at_most') or day >= due_date then target
            when day < start_date then baseline_used
            when measure = 'yes_no' then coalesce(value_before, baseline_used)
            else
                value_before
                + (value_after - value_before)
                * (day - before['point_date'])
                / (after['point_date'] - before['point_date'])
        end as expected
    from between_points;

create or replace macro targets_at(dimension, partnership, as_ofs, known_at, partner) as table
    with in_force as (
        select
            *,
            as_of as day
        from targets_in_force(dimension, partnership, as_ofs, known_at, partner)
    )

    select * from expected_on('in_force', dimension, partnership, known_at);

-- What all partners together had to reach on a day, whoever reported: the target of the whole where there is one.
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
        combined_target(measure, over_partners, expected, same_target(target, baseline_used, tolerance)) as expected
    from promised
    where partner_key = '' or not whole_given
    group by as_of, indicator_id, part, tier, measure, over_partners, whole_given;
