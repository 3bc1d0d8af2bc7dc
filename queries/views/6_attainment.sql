-- Question: How far is each indicator from its targets at each date, as known at a moment? See docs/attainment.md.
-- Parameters: macro arguments: partnership (text), as_ofs (list of dates), known_at (timestamp),
--     partner (text, null for all), dimension (target_group, area or gender; attainment_of also takes whole)
-- Columns: attainment: as_of, partnership_id, indicator_id, activity_id, kind, level, unit, measure, direction, tier,
--     is_headline, actual, actual_low, actual_high, readings, baseline, target, expected, share_of_target,
--     share_expected, pace, state, state_reason, missing, partners_reported, partners_expected, partners_hidden,
--     partners_exempt, others_reported, partners_with_target, last_period_end, start_date, due_date, explanation;
--     part_attainment: part_id and the columns of attainment

-- How far a value is on the way from the baseline to the target: 0 at the baseline, 1 at the target, never capped.
-- At the baseline it is 0 whichever way the target lies: 0 divided by less than 0 would be -0.
create or replace macro share_between(amount, origin, goal) as
case when amount = origin and goal <> origin then 0 else (amount - origin) / nullif(goal - origin, 0) end;

-- Of several reasons for a missing value the last of these is told: that a number was hidden, before all others.
create or replace macro missing_position(missing) as
list_position(['not_applicable', 'not_due', 'missing', 'hidden'], missing);

-- A verdict is a state, or the reason why the value is not comparable.
create or replace macro state_of(verdict) as
case
    when
        verdict in (
            'achieved', 'ahead', 'on_track', 'behind', 'far_behind', 'missed', 'not_due', 'no_report', 'no_target',
            'unplanned', 'hidden'
        )
        then verdict
    else 'not_comparable'
end;

-- One row per indicator, part and tier; the whole is one part, named ''. attainment and part_attainment stand below.
create or replace macro attainment_of(dimension, partnership, as_ofs, known_at, partner) as table
    with dates as (
        select distinct unnest(as_ofs::date[]) as as_of
    ),

    promised as materialized (
        select * from tier_targets(dimension, partnership, as_ofs, known_at, partner)
    ),

    contributed as materialized (
        select * from reading_contributions(dimension, partnership, as_ofs, known_at, partner)
    ),

    in_use as (
        select indicator_id from current_results(partnership, known_at)
        union
        select indicator_id from current_rows_of('targets', partnership, known_at)
    ),

    -- Any row may hold a reason, also one that is not part of the total or has no value.
    reasons as (
        select
            indicator_id,
            part_of(dimension, target_group_id, gender, area_id) as part,
            period_end,
            first(
                explanation
                order by submission_id desc, file_number desc, source_row desc, explanation
            ) as explanation
        from current_results(partnership, known_at)
        where explanation is not null and (partner::varchar is null or partner_id = partner)
        group by indicator_id, part, period_end
    ),

    in_view as (
        select indicators.*
        from current_rows('indicators', known_at) as indicators
        where
            indicators.partnership_id = partnership
            or indicators.partnership_id
            in (select parent_id from current_rows_of('partnerships', partnership, known_at))
            or indicators.indicator_id in (select indicator_id from in_use)
    ),

    explained as (
        select
            dates.as_of,
            reasons.indicator_id,
            reasons.part,
            arg_max(reasons.explanation, (reasons.period_end, reasons.explanation)) as explanation
        from dates
        inner join reasons on dates.as_of >= reasons.period_end
        group by dates.as_of, reasons.indicator_id, reasons.part
    ),

    owing as (
        select distinct
            dates.as_of,
            members.organisation_id as partner_key
        from dates
        inner join current_rows_of('partners', partnership, known_at) as members
            on
                members.reports
                and dates.as_of >= coalesce(members.date_joined, dates.as_of)
                and dates.as_of <= coalesce(members.date_left, dates.as_of)
        where partner::varchar is null
        -- A question about one partner expects that one, whether or not it owes reports.
        union
        select
            as_of,
            partner::varchar as partner_key
        from dates
        where partner::varchar is not null
    ),

    expected_partners as (
        select
            dates.as_of,
            count(owing.partner_key) as partners_expected
        from dates
        left join owing using (as_of)
        group by dates.as_of
    ),

    -- Whoever has a value without owing a report stands apart, so that "n of m" stays true.
    reported as (
        select
            contributed.as_of,
            contributed.indicator_id,
            contributed.part,
            count(distinct contributed.partner_key) filter (where owing.as_of is not null) as partners_reported,
            count(distinct contributed.partner_key) filter (where owing.as_of is null and contributed.partner_key <> '')
                as others_reported,
            max(contributed.last_period_end) as last_period_end
        from contributed
        left join owing using (as_of, partner_key)
        group by contributed.as_of, contributed.indicator_id, contributed.part
    ),

    -- The last word of each partner without a value.
    unvalued as (
        select
            dates.as_of,
            given.indicator_id,
            given.part,
            given.partner_key,
            arg_max(given.missing, (given.period_end, missing_position(given.missing))) as missing,
            max(given.period_end) as last_period_end
        from dates
        inner join reasons_given(dimension, partnership, known_at, partner) as given
            on dates.as_of >= given.period_end
        anti join contributed
            on
                dates.as_of = contributed.as_of
                and given.indicator_id = contributed.indicator_id
                and given.part = contributed.part
                and given.partner_key = contributed.partner_key
        group by dates.as_of, given.indicator_id, given.part, given.partner_key
    ),

    said as (
        select
            unvalued.as_of,
            unvalued.indicator_id,
            unvalued.part,
            arg_max(unvalued.missing, missing_position(unvalued.missing)) as missing,
            count(*) filter (where owing.as_of is not null and unvalued.missing = 'hidden') as partners_hidden,
            count(*) filter (where owing.as_of is not null and unvalued.missing in ('not_due', 'not_applicable'))
                as partners_exempt,
            max(unvalued.last_period_end) as last_period_end
        from unvalued
        left join owing using (as_of, partner_key)
        group by unvalued.as_of, unvalued.indicator_id, unvalued.part
    ),

    combined as (
        select
            as_of,
            indicator_id,
            part,
            measure,
            reading,
            is_primary,
            counts,
            min(attributed_to) as attributed_to,
            combined_value(measure, over_partners, multiplier, value, numerator, denominator) as actual,
            max(low) as low,
            sum(high order by high) as high
        from contributed
        group by as_of, indicator_id, part, measure, over_partners, multiplier, reading, is_primary, counts
    ),

    -- Unique people cannot be added: the truth lies between the largest single value and the sum.
    valued as (
        select
            as_of,
            indicator_id,
            part,
            reading,
            is_primary,
            counts,
            attributed_to,
            actual,
            case when measure = 'unique_people' then low else actual end as low,
            case when measure = 'unique_people' then high else actual end as high,
            case
                when actual is not null or measure = 'unique_people' then null
                when measure = 'ratio' then 'no_denominator'
                else 'not_combined'
            end as problem
        from combined
    ),

    -- The whole of every indicator in view; of the parts, those with a target, a value or a reason for none.
    listed as (
        select
            dates.as_of,
            in_view.indicator_id,
            '' as part
        from dates
        cross join in_view
        where dimension = 'whole'
        union
        select
            as_of,
            indicator_id,
            part
        from promised
        where dimension <> 'whole'
        union
        select
            as_of,
            indicator_id,
            part
        from contributed
        where dimension <> 'whole'
        union
        select
            as_of,
            indicator_id,
            part
        from said
        where dimension <> 'whole'
    ),

    -- There is a share only where up or down is better and the target lies that way. An indicator without a target in
    -- this selection keeps one row, with an empty tier.
    compared as (
        select
            listed.as_of,
            listed.indicator_id,
            listed.part,
            in_view.measure,
            in_view.direction,
            case in_view.direction when 'down' then -1 else 1 end as better,
            promised.* exclude (as_of, indicator_id, part),
            coalesce(
                in_view.measure <> 'narrative'
                and in_view.direction in ('up', 'down')
                and round((promised.target - promised.baseline_used) * better, 9) > 0,
                false
            ) as has_share,
            case
                when has_share then share_between(promised.expected, promised.baseline_used, promised.target)
            end as share_expected,
            valued.reading,
            coalesce(valued.is_primary, true) as is_primary,
            coalesce(valued.counts, true) as counts,
            valued.attributed_to,
            valued.actual,
            valued.low,
            valued.high,
            valued.problem,
            valued.reading is not null as has_value,
            case when valued.reading is null then said.missing end as missing
        from listed
        inner join in_view using (indicator_id)
        left join promised using (as_of, indicator_id, part)
        left join valued using (as_of, indicator_id, part)
        left join said using (as_of, indicator_id, part)
    ),

    -- A range is judged at both of its ends.
    ends as (
        select
            *,
            unnest(case when low <> high then [low, high] else [low] end) as amount
        from compared
    ),

    measured as (
        select
            ends.*,
            round(case when has_share then share_between(amount, baseline_used, target) end, 9) as reached,
            round(
                case
                    when share_expected > 0 then share_between(amount, baseline_used, target) / share_expected
                end,
                9
            ) as its_pace
        from ends
    ),

    -- The state of each value, or the reason why there is none, in the order of docs/attainment.md 9.
    judged as (
        select
            measured.*,
            case
                when measure = 'narrative' and (has_value or tier is not null) then 'narrative'
                when direction = 'none' and (has_value or tier is not null) then 'no_direction'
                when tier is null or (direction = 'up' and target = 0 and baseline_used = 0)
                    then
                        case
                            when problem is not null then problem
                            when amount <> 0 then 'unplanned'
                            when missing = 'hidden' then 'hidden'
                            else 'no_target'
                        end
                when as_of < start_date then 'not_due'
                when missing = 'hidden' then 'hidden'
                when missing = 'not_due' and coalesce(as_of < due_date, true) then 'not_due'
                when missing = 'not_applicable' then 'not_applicable'
                when not has_value then 'no_report'
                when problem is not null then problem
                when target is null then 'targets_not_addable'
                when direction = 'keep' and round(abs(amount - target) - tolerance, 9) <= 0
                    then
                        case when as_of >= due_date then 'achieved' else 'on_track' end
                when direction = 'keep' and as_of > due_date then 'missed'
                when direction = 'keep' and round(abs(amount - target) - 2 * tolerance, 9) <= 0 then 'behind'
                when direction = 'keep' then 'far_behind'
                when round((target - baseline_used) * better, 9) < 0 then 'direction_contradicts_target'
                when round((amount - target) * better, 9) >= 0 then 'achieved'
                when as_of > due_date then 'missed'
                when due_date is null then 'no_due_date'
                when baseline_used is null then 'no_baseline'
                when not has_share then 'baseline_equals_target'
                when expected is null then 'no_start_date'
                when round(share_expected, 9) <= 0 then case when reached > 0 then 'ahead' else 'on_track' end
                when its_pace > band.ahead_above then 'ahead'
                when its_pace >= band.on_track_from then 'on_track'
                when its_pace >= band.behind_from then 'behind'
                else 'far_behind'
            end as verdict
        from measured
        cross join bands() as band
    ),

    per_reading as (
        select
            * exclude (amount, reached, its_pace, verdict),
            case when has_share then share_between(actual, baseline_used, target) end as share_of_target,
            case when count(distinct verdict) = 1 then min(verdict) else 'range_spans_states' end as verdict,
            state_of(
                case when count(distinct verdict) = 1 then min(verdict) else 'range_spans_states' end
            ) as state
        from judged
        group by all
    ),

    per_tier as (
        select
            as_of,
            indicator_id,
            part,
            tier,
            target,
            baseline,
            expected,
            share_expected,
            start_date,
            due_date,
            partners_with_target,
            missing,
            any_value(actual) filter (where is_primary) as actual,
            min(low) filter (where counts) as actual_low,
            max(high) filter (where counts) as actual_high,
            any_value(share_of_target) filter (where is_primary) as share_of_target,
            any_value(state) filter (where is_primary) as primary_state,
            any_value(verdict) filter (where is_primary) as primary_verdict,
            count(distinct state) filter (where counts) > 1 as disputed,
            coalesce(
                list(
                    struct_pack(
                        reading := nullif(reading, ''),
                        attributed_to := attributed_to,
                        actual := actual,
                        actual_low := low,
                        actual_high := high,
                        share := share_of_target,
                        state := state,
                        counts := counts
                    )
                    order by is_primary desc, reading
                ) filter (where has_value),
                []
            ) as readings
        from per_reading
        group by
            as_of, indicator_id, part, tier, target, baseline, expected, share_expected, start_date, due_date,
            partners_with_target, missing
    )

    select
        per_tier.part,
        per_tier.as_of,
        partnership as partnership_id,
        in_view.indicator_id,
        in_view.activity_id,
        in_view.kind,
        in_view.level,
        in_view.unit,
        in_view.measure,
        in_view.direction,
        per_tier.tier,
        row_number() over (
            partition by per_tier.as_of, per_tier.indicator_id, per_tier.part order by tier_position(per_tier.tier)
        ) = 1 as is_headline,
        per_tier.actual,
        per_tier.actual_low,
        per_tier.actual_high,
        per_tier.readings,
        per_tier.baseline,
        per_tier.target,
        per_tier.expected,
        per_tier.share_of_target,
        per_tier.share_expected,
        case
            when round(per_tier.share_expected, 9) > 0 then per_tier.share_of_target / per_tier.share_expected
        end as pace,
        case when per_tier.disputed then 'disputed' else per_tier.primary_state end as state,
        case
            when not per_tier.disputed and per_tier.primary_state = 'not_comparable' then per_tier.primary_verdict
        end as state_reason,
        per_tier.missing,
        coalesce(reported.partners_reported, 0) as partners_reported,
        expected_partners.partners_expected,
        coalesce(said.partners_hidden, 0) as partners_hidden,
        coalesce(said.partners_exempt, 0) as partners_exempt,
        coalesce(reported.others_reported, 0) as others_reported,
        per_tier.partners_with_target,
        coalesce(reported.last_period_end, said.last_period_end) as last_period_end,
        per_tier.start_date,
        per_tier.due_date,
        explained.explanation
    from per_tier
    inner join in_view using (indicator_id)
    inner join expected_partners using (as_of)
    left join reported using (as_of, indicator_id, part)
    left join said using (as_of, indicator_id, part)
    left join explained using (as_of, indicator_id, part);

create or replace macro attainment(partnership, as_ofs, known_at, partner) as table
    select * exclude (part)
    from attainment_of('whole', partnership, as_ofs, known_at, partner);

-- Each target group, area or gender by itself, by the same rules. Groups overlap and areas lie in one another: these
-- rows are never added.
create or replace macro part_attainment(dimension, partnership, as_ofs, known_at, partner) as table
    select
        part as part_id,
        * exclude (part)
    from attainment_of(dimension, partnership, as_ofs, known_at, partner);
