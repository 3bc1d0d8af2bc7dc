-- Question: How far is each indicator from its targets at each date, as known at a moment? See docs/attainment.md.
-- Parameters: macro arguments: partnership (text), as_ofs (list of dates), known_at (timestamp),
--     partner (text, null for all), dimension (target_group, area or gender; attainment_of also takes whole)
-- Columns: attainment: as_of, partnership_id, indicator_id, activity_id, kind, level, unit, measure, direction, tier,
--     is_headline, target_kind, actual, actual_low, actual_high, done, done_of, readings, baseline, target, expected,
--     share_of_target, share_low, share_high, share_expected, pace_low, pace_high, state, state_reason, state_then,
--     missing, partners_reported, partners_expected, partners_hidden, partners_exempt, others_reported, target_promised,
--     partners_with_target, promised_reported, partners_left, target_left, last_period_end, start_date, due_date,
--     explanation;
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
            'achieved', 'ahead', 'on_track', 'behind', 'far_behind', 'missed', 'within_limit', 'exceeded', 'too_early',
            'partial', 'no_recent_report', 'not_due', 'no_report', 'no_target', 'unplanned', 'hidden'
        )
        then verdict
    else 'not_comparable'
end;

-- One row per indicator, part and tier; the whole is one part, named ''. attainment and part_attainment stand below.
create or replace macro attainment_of(dimension, partnership, as_ofs, known_at, partner) as table
    with dates as (
        select distinct unnest(as_ofs::date[]) as as_of
    ),

    periods as materialized (
        select * from reading_periods(dimension, partnership, as_ofs, known_at, partner)
    ),

    -- Rows that name no partner speak for all of them.
    for_all as (
        select distinct
            as_of,
            indicator_id,
            part
        from periods
        where partner_key = ''
    ),

    -- A target of the whole is used alone. It is one yardstick for everybody (is_joint), and so are the partners'
    -- targets when somebody speaks for all; else each partner is held against its own.
    promised as materialized (
        select
            in_force.*,
            bool_or(in_force.partner_key = '') over of_the_tier as whole_given,
            whole_given or for_all.as_of is not null as is_joint
        from targets_in_force(dimension, partnership, as_ofs, known_at, partner) as in_force
        left join for_all using (as_of, indicator_id, part)
        window of_the_tier as (partition by in_force.as_of, in_force.indicator_id, in_force.part, in_force.tier)
        qualify in_force.partner_key = '' or not whole_given
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
        select
            indicators.*,
            coalesce(unit_counts_as(indicators.unit) = 'pieces', false) as in_pieces
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
            arg_max(reasons.explanation, reasons.period_end) as explanation
        from dates
        inner join reasons on dates.as_of >= reasons.period_end
        group by dates.as_of, reasons.indicator_id, reasons.part
    ),

    owing as (
        select * from owing_partners(partnership, as_ofs, known_at)
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

    heard as (
        select
            as_of,
            indicator_id,
            part,
            partner_key,
            max(last_period_end) as last_period_end
        from periods
        group by as_of, indicator_id, part, partner_key
    ),

    -- Whoever has a value without owing a report stands apart, so that "n of m" stays true.
    reported as (
        select
            heard.as_of,
            heard.indicator_id,
            heard.part,
            count(*) filter (
                where
                owing.as_of is not null
                and heard.last_period_end
                > window_after(least(heard.as_of, reporting.end_date), reporting.months)
            ) as partners_reported,
            count(*) filter (where owing.as_of is null and heard.partner_key <> '') as others_reported
        from heard
        cross join reporting(partnership, known_at) as reporting
        left join owing using (as_of, partner_key)
        group by heard.as_of, heard.indicator_id, heard.part
    ),

    given_reasons as materialized (
        select
            dates.as_of,
            given.*
        from dates
        inner join reasons_given(dimension, partnership, known_at, partner) as given
            on dates.as_of >= given.period_end
    ),

    -- The last word of each partner without a value.
    unvalued as (
        select
            as_of,
            indicator_id,
            part,
            partner_key,
            arg_max(missing, (period_end, missing_position(missing))) as missing
        from given_reasons
        anti join heard using (as_of, indicator_id, part, partner_key)
        group by as_of, indicator_id, part, partner_key
    ),

    excused as (
        select
            unvalued.as_of,
            unvalued.indicator_id,
            unvalued.part,
            count(*) filter (where unvalued.missing = 'hidden') as partners_hidden,
            count(*) filter (where unvalued.missing in ('not_due', 'not_applicable')) as partners_exempt
        from unvalued
        inner join owing using (as_of, partner_key)
        group by unvalued.as_of, unvalued.indicator_id, unvalued.part
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
        from periods
        where dimension <> 'whole'
        union
        select
            as_of,
            indicator_id,
            part
        from given_reasons
        where dimension <> 'whole'
    ),

    -- Which periods of whom each tier speaks of; without a partner, of everybody. An indicator without a target in this
    -- selection keeps one row, with an empty tier.
    yardsticks as materialized (
        select
            as_of,
            indicator_id,
            part,
            tier,
            null::varchar as partner_key,
            min(start_date) as start_date,
            case when count(due_date) = count(*) then max(due_date) end as due_date
        from promised
        where is_joint
        group by as_of, indicator_id, part, tier
        union all
        select
            as_of,
            indicator_id,
            part,
            tier,
            partner_key,
            start_date,
            due_date
        from promised
        where not is_joint
        union all
        select
            listed.as_of,
            listed.indicator_id,
            listed.part,
            null as tier,
            null as partner_key,
            null as start_date,
            null as due_date
        from listed
        anti join promised using (as_of, indicator_id, part)
    ),

    -- A flow counts within the period of its target; anything else is what was last reported.
    contributed as materialized (
        select
            yardsticks.as_of,
            yardsticks.indicator_id,
            yardsticks.part,
            coalesce(yardsticks.tier, '') as tier_key,
            yardsticks.due_date,
            periods.measure,
            periods.over_partners,
            periods.multiplier,
            periods.reading,
            periods.is_primary,
            periods.counts,
            periods.partner_key,
            -- A flow of which one period is unknown is unknown.
            case when count(periods.value) = count(*) then sum(periods.value) end as value,
            sum(periods.low) as low,
            sum(periods.high) as high,
            sum(periods.numerator) as numerator,
            sum(periods.denominator) as denominator,
            min(periods.attributed_to) as attributed_to,
            max(periods.period_end) as day
        from yardsticks
        inner join periods
            on
                yardsticks.as_of = periods.as_of
                and yardsticks.indicator_id = periods.indicator_id
                and yardsticks.part = periods.part
                and coalesce(yardsticks.partner_key, periods.partner_key) = periods.partner_key
                and (
                    periods.measure <> 'flow'
                    or (
                        periods.period_end >= coalesce(yardsticks.start_date, periods.period_end)
                        and periods.period_end <= coalesce(yardsticks.due_date, periods.period_end)
                    )
                )
        group by
            yardsticks.as_of, yardsticks.indicator_id, yardsticks.part, tier_key, yardsticks.due_date, periods.measure,
            periods.over_partners, periods.multiplier, periods.reading, periods.is_primary, periods.counts,
            periods.partner_key
    ),

    -- A value is recent while no later report is due. On the due date it has to speak of that day.
    contributors as materialized (
        select
            contributed.as_of,
            contributed.indicator_id,
            contributed.part,
            contributed.tier_key,
            contributed.partner_key,
            max(contributed.day) as day,
            coalesce(bool_or(members.left_on < contributed.as_of), false) as has_left,
            bool_or(
                case
                    when least(contributed.as_of, members.left_on) >= contributed.due_date
                        then contributed.day >= contributed.due_date
                    else
                        contributed.day
                        > window_after(
                            least(contributed.as_of, members.left_on, reporting.end_date), reporting.months
                        )
                end
            ) as is_recent
        from contributed
        cross join reporting(partnership, known_at) as reporting
        left join members(partnership, known_at) as members using (partner_key)
        group by
            contributed.as_of, contributed.indicator_id, contributed.part, contributed.tier_key,
            contributed.partner_key
    ),

    -- The reasons that were given in place of a value, within the periods that each tier speaks of.
    words as materialized (
        select
            given.as_of,
            given.indicator_id,
            given.part,
            coalesce(yardsticks.tier, '') as tier_key,
            given.partner_key,
            given.period_end,
            given.missing,
            contributors.day is not null as has_value,
            in_view.measure = 'flow' and given.missing in ('hidden', 'missing') as leaves_a_gap
        from given_reasons as given
        inner join in_view using (indicator_id)
        inner join yardsticks
            on
                given.as_of = yardsticks.as_of
                and given.indicator_id = yardsticks.indicator_id
                and given.part = yardsticks.part
                and coalesce(yardsticks.partner_key, given.partner_key) = given.partner_key
        left join contributors
            on
                given.as_of = contributors.as_of
                and given.indicator_id = contributors.indicator_id
                and given.part = contributors.part
                and given.partner_key = contributors.partner_key
                and coalesce(yardsticks.tier, '') = contributors.tier_key
        where
            in_view.measure <> 'flow'
            or (
                given.period_end >= coalesce(yardsticks.start_date, given.period_end)
                and given.period_end <= coalesce(yardsticks.due_date, given.period_end)
            )
    ),

    last_words as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            partner_key,
            arg_max(missing, (period_end, missing_position(missing))) as missing,
            max(period_end) as period_end
        from words
        where not has_value
        group by as_of, indicator_id, part, tier_key, partner_key
    ),

    said as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            arg_max(missing, missing_position(missing)) as missing,
            max(period_end) as last_period_end
        from last_words
        group by as_of, indicator_id, part, tier_key
    ),

    -- A flow with a period that somebody left out is at least what was added up.
    gaps as (
        select distinct
            as_of,
            indicator_id,
            part,
            tier_key
        from words
        where has_value and leaves_a_gap
    ),

    -- Who has to be in before the whole is whole, and has a recent value. For a part nobody is expected but those who
    -- have reported on it. Of what several report of one and the same thing (max), one report is enough.
    awaited as (
        select
            promised.as_of,
            promised.indicator_id,
            promised.part,
            promised.tier as tier_key,
            owing.partner_key
        from promised
        inner join owing using (as_of)
        where
            promised.whole_given
            and dimension = 'whole'
            and combining_rule(promised.measure, promised.over_partners) is distinct from 'max'
        union
        select
            as_of,
            indicator_id,
            part,
            tier as tier_key,
            partner_key
        from promised
        where not is_joint and coalesce(left_on >= as_of, true)
        union
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            partner_key
        from contributors
        where not has_left
    ),

    presence as (
        select
            awaited.*,
            combining_rule(in_view.measure, in_view.over_partners) as rule,
            contributors.day is not null as has_spoken,
            coalesce(contributors.is_recent, false) as is_recent,
            coalesce(last_words.missing in ('not_due', 'not_applicable'), false) as is_excused
        from awaited
        inner join in_view using (indicator_id)
        left join contributors using (as_of, indicator_id, part, tier_key, partner_key)
        left join last_words using (as_of, indicator_id, part, tier_key, partner_key)
    ),

    completeness as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            bool_or(is_recent) as any_recent,
            bool_and(has_spoken or is_excused) as everyone_spoke,
            case
                when bool_or(partner_key = '') then bool_or(is_recent) filter (where partner_key = '')
                when any_value(rule) = 'max' then bool_or(is_recent)
                else bool_and(is_recent or is_excused)
            end as is_whole
        from presence
        group by as_of, indicator_id, part, tier_key
    ),

    last_days as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            max(day) as day
        from contributors
        group by as_of, indicator_id, part, tier_key
    ),

    -- Like with like: of the partners' targets only those of partners with a value are held against these, each on the
    -- day that its own value speaks of. The target of the whole is expected for the last of these days.
    asked as (
        select
            promised.*,
            coalesce(own.day, last_days.day, promised.as_of) as day
        from promised
        left join contributors as own
            on
                not promised.is_joint
                and promised.as_of = own.as_of
                and promised.indicator_id = own.indicator_id
                and promised.part = own.part
                and promised.tier = own.tier_key
                and promised.partner_key = own.partner_key
        left join last_days
            on
                promised.is_joint
                and promised.as_of = last_days.as_of
                and promised.indicator_id = last_days.indicator_id
                and promised.part = last_days.part
                and promised.tier = last_days.tier_key
        qualify
            promised.is_joint
            or own.day is not null
            or count(own.day) over (
                partition by promised.as_of, promised.indicator_id, promised.part, promised.tier
            ) = 0
    ),

    together as (
        select
            as_of,
            indicator_id,
            part,
            tier as tier_key,
            measure,
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

    -- There is a share only where something is to be reached and the target lies that way from the baseline.
    goals as (
        select
            * exclude (measure, has_baseline),
            case when has_baseline then baseline_used end as baseline,
            case target_kind when 'bring_down_to' then -1 else 1 end as better,
            coalesce(
                measure <> 'narrative'
                and target_kind in ('at_least', 'bring_down_to')
                and round((target - baseline_used) * better, 9) > 0,
                false
            ) as has_share,
            case when has_share then share_between(expected, baseline_used, target) end as share_expected
        from together
    ),

    -- All that was promised, whoever reported.
    promises as (
        select
            promised.as_of,
            promised.indicator_id,
            promised.part,
            promised.tier as tier_key,
            bool_or(promised.is_joint) as is_joint,
            bool_or(promised.whole_given) as whole_given,
            combined_target(
                promised.measure,
                promised.over_partners,
                promised.target,
                same_target(promised.target, promised.baseline_used, promised.tolerance)
            ) as target_promised,
            case when not bool_or(promised.whole_given) then count(*) end as partners_with_target,
            case when not bool_or(promised.is_joint) then count(*) filter (where contributors.is_recent) end
                as promised_reported,
            count(*) filter (where promised.left_on < promised.as_of) as partners_left,
            case
                when combining_rule(promised.measure, promised.over_partners) = 'sum'
                    then sum(promised.target) filter (where promised.left_on < promised.as_of)
            end as target_left
        from promised
        left join contributors
            on
                promised.as_of = contributors.as_of
                and promised.indicator_id = contributors.indicator_id
                and promised.part = contributors.part
                and promised.tier = contributors.tier_key
                and promised.partner_key = contributors.partner_key
        group by
            promised.as_of, promised.indicator_id, promised.part, promised.tier, promised.measure,
            promised.over_partners
    ),

    -- Unique people cannot be added: the truth lies between the largest single value and the sum.
    valued as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            reading,
            is_primary,
            counts,
            min(attributed_to) as attributed_to,
            combined_value(measure, over_partners, multiplier, value, numerator, denominator) as actual,
            case when measure = 'unique_people' then max(low) else actual end as low,
            case when measure = 'unique_people' then sum(high) else actual end as high,
            case
                when actual is not null or measure = 'unique_people' then null
                when measure = 'ratio' then 'no_denominator'
                else 'not_combined'
            end as problem,
            case when measure = 'yes_no' then sum(value) end as done,
            case when measure = 'yes_no' then count(*) end as spoken_of
        from contributed
        group by as_of, indicator_id, part, tier_key, measure, over_partners, multiplier, reading, is_primary, counts
    ),

    compared as (
        select
            tiers.as_of,
            tiers.indicator_id,
            tiers.part,
            nullif(tiers.tier_key, '') as tier,
            in_view.measure,
            in_view.direction,
            in_view.in_pieces,
            combining_rule(in_view.measure, in_view.over_partners) as rule,
            goals.* exclude (as_of, indicator_id, part, tier_key),
            promises.* exclude (as_of, indicator_id, part, tier_key),
            coalesce(completeness.any_recent, false) as any_recent,
            coalesce(completeness.everyone_spoke, false) as everyone_spoke,
            coalesce(completeness.is_whole, false) as is_whole,
            gaps.as_of is not null as has_gap,
            valued.reading,
            coalesce(valued.is_primary, true) as is_primary,
            coalesce(valued.counts, true) as counts,
            valued.attributed_to,
            valued.actual,
            valued.low,
            valued.high,
            valued.problem,
            valued.done,
            valued.spoken_of,
            valued.reading is not null as has_value,
            case when valued.reading is null then said.missing end as missing
        from (
            select distinct
                as_of,
                indicator_id,
                part,
                coalesce(tier, '') as tier_key
            from yardsticks
        ) as tiers
        inner join in_view using (indicator_id)
        left join goals using (as_of, indicator_id, part, tier_key)
        left join promises using (as_of, indicator_id, part, tier_key)
        left join completeness using (as_of, indicator_id, part, tier_key)
        left join gaps using (as_of, indicator_id, part, tier_key)
        left join valued using (as_of, indicator_id, part, tier_key)
        left join said using (as_of, indicator_id, part, tier_key)
    ),

    -- A range is judged at both of its ends. Everything is counted from the baseline, in the direction of the target.
    measured as (
        select
            compared.*,
            unnest(case when low <> high then [low, high] else [low] end) as amount,
            round((target - baseline_used) * better, 9) as whole_way,
            round((expected - baseline_used) * better, 9) as expected_way,
            round((amount - baseline_used) * better, 9) as way,
            -- The due date has come, and somebody's value speaks of it.
            coalesce(as_of >= due_date and any_recent, false) as is_over,
            -- A count is judged on whole pieces.
            if(in_pieces, band.pieces, 0) as piece,
            window_after(as_of, reporting.months) as window_after
        from compared
        cross join bands() as band
        cross join reporting(partnership, known_at) as reporting
    ),

    -- What each value says on the day it speaks of, or the reason why it says nothing: docs/attainment.md 9.
    judged as (
        select
            measured.*,
            case
                when measure = 'narrative' and (has_value or tier is not null) then 'narrative'
                when
                    (tier is null and has_value and direction = 'none')
                    or (tier is not null and target_kind is null and not is_mixed)
                    then 'no_direction'
                when tier is null or (target_kind = 'at_least' and target = 0 and baseline_used = 0)
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
                when
                    not has_value
                    and missing is null
                    and coalesce(as_of < due_date, true)
                    and (
                        start_date - 1 > window_after
                        or (measure = 'yes_no' and expected <= baseline_used)
                    )
                    then 'not_due'
                when not has_value then 'no_report'
                when problem is not null then problem
                when target is null then 'targets_not_addable'
                when target_kind = 'at_most' and round(amount - target, 9) > 0 then 'exceeded'
                when target_kind = 'at_most' then if(is_over, 'achieved', 'within_limit')
                when target_kind = 'keep' and tolerance is null then 'no_tolerance'
                when target_kind = 'keep' and round(abs(amount - target) - tolerance, 9) <= 0
                    then if(is_over, 'achieved', 'on_track')
                when target_kind = 'keep' and is_over then 'missed'
                when target_kind = 'keep' and round(abs(amount - target) - 2 * tolerance, 9) <= 0 then 'behind'
                when target_kind = 'keep' then 'far_behind'
                when measure = 'flow' and baseline_used <> 0 then 'baseline_on_flow'
                when whole_way < 0 then 'direction_contradicts_target'
                when round((amount - target) * better, 9) >= 0 then 'achieved'
                when is_over then 'missed'
                when due_date is null then 'no_due_date'
                when baseline_used is null then 'no_baseline'
                when not has_share then 'baseline_equals_target'
                when expected is null then 'no_start_date'
                when measure = 'yes_no' and expected_way <= 0 then if(way > 0, 'ahead', 'not_due')
                when measure = 'yes_no' then if(way >= expected_way, 'on_track', 'behind')
                when in_pieces and expected_way < band.pieces then 'too_early'
                when not in_pieces and round(expected_way / whole_way, 9) < band.too_early_below then 'too_early'
                when round(way - greatest(band.ahead_above * expected_way, expected_way + piece), 9) > 0 then 'ahead'
                when round(way - least(band.on_track_from * expected_way, expected_way - piece), 9) >= 0
                    then 'on_track'
                when round(way - least(band.behind_from * expected_way, expected_way - 2 * piece), 9) >= 0
                    then 'behind'
                else 'far_behind'
            end as said_then
        from measured
        cross join bands() as band
    ),

    -- What it says today: silence is no failure, and a part is not the whole. What only grows cannot be undone.
    today as (
        select
            judged.*,
            case
                when
                    said_then not in (
                        'achieved', 'ahead', 'on_track', 'behind', 'far_behind', 'missed', 'within_limit', 'exceeded',
                        'too_early'
                    )
                    then said_then
                when
                    said_then = 'achieved'
                    and target_kind = 'at_least'
                    and measure in ('flow', 'running_total', 'yes_no')
                    and (
                        everyone_spoke
                        or (rule in ('sum', 'max') and round(amount - target_promised, 9) >= 0)
                    )
                    then 'achieved'
                when said_then = 'exceeded' and rule = 'sum' and measure in ('flow', 'running_total') then 'exceeded'
                when not any_recent then 'no_recent_report'
                when
                    said_then = 'achieved'
                    and target_kind = 'at_least'
                    and rule in ('sum', 'max')
                    and round(amount - target_promised, 9) >= 0
                    then 'achieved'
                when said_then = 'exceeded' and rule = 'sum' then 'exceeded'
                when not is_whole and (whole_given or as_of >= due_date) then 'partial'
                when has_gap and said_then in ('behind', 'far_behind', 'missed', 'within_limit') then 'partial'
                else said_then
            end as said_now
        from judged
    ),

    per_reading as (
        select
            as_of,
            indicator_id,
            part,
            tier,
            reading,
            any_value(is_primary) as is_primary,
            any_value(counts) as counts,
            any_value(attributed_to) as attributed_to,
            any_value(actual) as actual,
            any_value(low) as low,
            any_value(high) as high,
            any_value(done) as done,
            any_value(spoken_of) as spoken_of,
            any_value(has_value) as has_value,
            -- Of a limit: how much of it is used.
            any_value(
                case
                    when has_share then share_between(actual, baseline_used, target)
                    when target_kind = 'at_most' and target > 0 then actual / target
                end
            ) as share_of_target,
            min(
                case
                    when has_share then share_between(amount, baseline_used, target)
                    when target_kind = 'at_most' and target > 0 then amount / target
                end
            ) as share_low,
            max(
                case
                    when has_share then share_between(amount, baseline_used, target)
                    when target_kind = 'at_most' and target > 0 then amount / target
                end
            ) as share_high,
            if(count(distinct said_now) = 1, min(said_now), 'range_spans_states') as verdict,
            if(count(distinct said_then) = 1, min(said_then), 'range_spans_states') as verdict_then,
            state_of(verdict) as state
        from today
        group by as_of, indicator_id, part, tier, reading
    ),

    per_tier as (
        select
            as_of,
            indicator_id,
            part,
            tier,
            -- Readings that count equally are a range: none of them is the value.
            case when min(low) filter (where counts) = max(high) filter (where counts)
                then any_value(actual) filter (where is_primary)
            end as actual,
            min(low) filter (where counts) as actual_low,
            max(high) filter (where counts) as actual_high,
            any_value(done) filter (where is_primary) as done,
            any_value(spoken_of) filter (where is_primary) as spoken_of,
            min(share_low) filter (where counts) as share_low,
            max(share_high) filter (where counts) as share_high,
            any_value(state) filter (where is_primary) as primary_state,
            any_value(verdict) filter (where is_primary) as primary_verdict,
            count(distinct state) filter (where counts) > 1 as disputed,
            if(
                count(distinct state_of(verdict_then)) filter (where counts) > 1,
                'disputed',
                any_value(state_of(verdict_then)) filter (where is_primary)
            ) as state_then,
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
        group by as_of, indicator_id, part, tier
    ),

    rows_of_tiers as (
        select
            per_tier.*,
            coalesce(per_tier.tier, '') as tier_key,
            if(per_tier.disputed, 'disputed', per_tier.primary_state) as state
        from per_tier
    )

    select
        judged_rows.part,
        judged_rows.as_of,
        partnership as partnership_id,
        in_view.indicator_id,
        in_view.activity_id,
        in_view.kind,
        in_view.level,
        in_view.unit,
        in_view.measure,
        in_view.direction,
        judged_rows.tier,
        row_number() over (
            partition by judged_rows.as_of, judged_rows.indicator_id, judged_rows.part
            order by tier_position(judged_rows.tier)
        ) = 1 as is_headline,
        goals.target_kind,
        judged_rows.actual,
        judged_rows.actual_low,
        judged_rows.actual_high,
        judged_rows.done,
        case
            when judged_rows.done is null then null
            when combining_rule(in_view.measure, in_view.over_partners) = 'max' then 1
            else coalesce(promises.partners_with_target, judged_rows.spoken_of)
        end as done_of,
        judged_rows.readings,
        goals.baseline,
        goals.target,
        goals.expected,
        if(judged_rows.share_low = judged_rows.share_high, judged_rows.share_low, null) as share_of_target,
        judged_rows.share_low,
        judged_rows.share_high,
        goals.share_expected,
        if(round(goals.share_expected, 9) > 0, judged_rows.share_low / goals.share_expected, null) as pace_low,
        if(round(goals.share_expected, 9) > 0, judged_rows.share_high / goals.share_expected, null) as pace_high,
        judged_rows.state,
        if(judged_rows.state = 'not_comparable', judged_rows.primary_verdict, null) as state_reason,
        if(judged_rows.state = 'no_recent_report', judged_rows.state_then, null) as state_then,
        if(judged_rows.actual_low is null and len(judged_rows.readings) = 0, said.missing, null) as missing,
        coalesce(reported.partners_reported, 0) as partners_reported,
        expected_partners.partners_expected,
        coalesce(excused.partners_hidden, 0) as partners_hidden,
        coalesce(excused.partners_exempt, 0) as partners_exempt,
        coalesce(reported.others_reported, 0) as others_reported,
        promises.target_promised,
        promises.partners_with_target,
        promises.promised_reported,
        promises.partners_left,
        promises.target_left,
        coalesce(last_days.day, said.last_period_end) as last_period_end,
        goals.start_date,
        goals.due_date,
        explained.explanation
    from rows_of_tiers as judged_rows
    inner join in_view using (indicator_id)
    inner join expected_partners using (as_of)
    left join goals using (as_of, indicator_id, part, tier_key)
    left join promises using (as_of, indicator_id, part, tier_key)
    left join said using (as_of, indicator_id, part, tier_key)
    left join last_days using (as_of, indicator_id, part, tier_key)
    left join reported using (as_of, indicator_id, part)
    left join excused using (as_of, indicator_id, part)
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
