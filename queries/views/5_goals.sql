-- Question: What are the values of each tier held against, and what was promised in all? See docs/attainment.md 7.
-- Parameters: macro arguments: promised, present, standing (texts: names of common table expressions of attainment_of),
--     dimension (text), partnership (text), known_at (timestamp)
-- Columns: goals_of_tiers: as_of, indicator_id, part, tier_key, is_mixed, target_kind, target, baseline_used,
--     has_baseline, tolerance, expected, start_date, due_date, is_joint, whole_given, target_promised,
--     partners_with_target
create or replace macro goals_of_tiers(promised, present, standing, dimension, partnership, known_at) as table
    -- Like with like: of the partners' targets only those of partners with a value are held against these, each on the
    -- day that its own value speaks of. The target of the whole is expected for the last of these days.
    with asked as (
        select
            promised.*,
            coalesce(if(promised.is_joint, standing.last_day, present.day), promised.as_of) as day
        from query_table(promised) as promised
        left join query_table(present) as present
            on
                promised.as_of = present.as_of
                and promised.indicator_id = present.indicator_id
                and promised.part = present.part
                and promised.tier = present.tier_key
                and promised.partner_key = present.partner_key
        left join query_table(standing) as standing
            on
                promised.as_of = standing.as_of
                and promised.indicator_id = standing.indicator_id
                and promised.part = standing.part
                and promised.tier = standing.tier_key
        where promised.is_joint or present.day is not null or standing.last_day is null
    ),

    together as (
        select
            as_of,
            indicator_id,
            part,
            tier as tier_key,
            count(distinct target_kind) > 1 as is_mixed,
            case when not is_mixed then min(target_kind) end as target_kind,
            case
                when not is_mixed
                    then
                        combined_target(
                            measure, over_partners, target, same_target(target, baseline_used, tolerance)
                        )
            end as target,
            combined_target(measure, over_partners, baseline_used, same_target(target, baseline_used, tolerance))
                as baseline_used,
            count(baseline) > 0 as has_baseline,
            combined_target(measure, over_partners, tolerance, same_target(target, baseline_used, tolerance))
                as tolerance,
            combined_target(measure, over_partners, expected, same_target(target, baseline_used, tolerance))
                as expected,
            min(start_date) as start_date,
            case when count(due_date) = count(*) then max(due_date) end as due_date
        from expected_on('asked', dimension, partnership, known_at)
        group by as_of, indicator_id, part, tier, measure, over_partners
    ),

    -- All that was promised, whoever reported.
    promises as (
        select
            as_of,
            indicator_id,
            part,
            tier as tier_key,
            bool_or(is_joint) as is_joint,
            bool_or(whole_given) as whole_given,
            combined_target(measure, over_partners, target, same_target(target, baseline_used, tolerance))
                as target_promised,
            case when not bool_or(whole_given) then count(*) end as partners_with_target
        from query_table(promised) as promised
        group by as_of, indicator_id, part, tier, measure, over_partners
    )

    select
        together.*,
        promises.* exclude (as_of, indicator_id, part, tier_key)
    from promises
    left join together using (as_of, indicator_id, part, tier_key);
