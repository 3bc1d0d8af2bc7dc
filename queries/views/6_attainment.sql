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
    with dates as materialized (
        select distinct unnest(as_ofs::date[]) as as_of
    ),

    shown as materialized (
        select * from shown_results(partnership, known_at)
    ),

    rhythm as materialized (
        select * from reporting(partnership, known_at)
    ),

    periods as materialized (
        select * from reading_periods(dimension, partnership, 'shown', as_ofs, known_at, partner)
    ),

    -- Rows that name no partner speak for all of them.
    for_all as materialized (
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

    -- Whatever was said beside the values: reasons, explanations.
    noted as materialized (
        select
            results.indicator_id,
            results.target_group_id,
            results.gender,
            results.area_id,
            coalesce(results.partner_id, '') as partner_key,
            results.period_end,
            results.missing,
            results.explanation,
            results.submission_id,
            results.file_number,
            results.source_row,
            indicators.measure,
            holds_value(
                indicators.measure, results.value, results.numerator, results.missing, results.explanation
            ) as holds_value
        from shown as results
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        where
            (results.missing is not null or results.explanation is not null)
            and (partner::varchar is null or results.partner_id = partner)
    ),

    in_use as (
        select results.indicator_id
        from results
        semi join known_submissions(known_at) as known using (submission_id)
        where results.partnership_id = partnership
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
        from noted
        where explanation is not null
        group by indicator_id, part, period_end
    ),

    in_view as materialized (
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
            arg_max(reasons.explanation, (reasons.period_end, reasons.explanation)) as explanation
        from dates
        inner join reasons on dates.as_of >= reasons.period_end
        group by dates.as_of, reasons.indicator_id, reasons.part
    ),

    owing as materialized (
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

    expected_partners as materialized (
        select
            dates.as_of,
            count(owing.partner_key) as partners_expected
        from dates
        left join owing using (as_of)
        group by dates.as_of
    ),

    -- The rows that give a reason in place of a value.
    given as materialized (
        select
            dates.as_of,
            noted.indicator_id,
            part_of(dimension, noted.target_group_id, noted.gender, noted.area_id) as part,
            noted.partner_key,
            noted.period_end,
            noted.missing,
            noted.measure
        from dates
        inner join noted on dates.as_of >= noted.period_end
        where
            noted.missing is not null
            and not noted.holds_value
            and speaks_of(dimension, noted.target_group_id, noted.gender, noted.area_id)
    ),

    -- The last period with a value of each partner; without any, its last word.
    voices as materialized (
        select
            as_of,
            indicator_id,
            part,
            partner_key,
            max(last_period_end) as last_period_end,
            arg_max(missing, (period_end, missing_position(missing))) filter (where missing is not null) as word
        from (
            select
                as_of,
                indicator_id,
                part,
                partner_key,
                last_period_end
            from periods
            union all by name
            select * exclude (measure)
            from given
        )
        group by as_of, indicator_id, part, partner_key
    ),

    -- Whoever has a value without owing a report stands apart, so that "n of m" stays true.
    reported as (
        select
            voices.as_of,
            voices.indicator_id,
            voices.part,
            count(*) filter (
                where
                owing.as_of is not null
                and voices.last_period_end
                > window_after(least(voices.as_of, reporting.end_date), reporting.months)
            ) as partners_reported,
            count(*) filter (
                where owing.as_of is null and voices.last_period_end is not null and voices.partner_key <> ''
            ) as others_reported,
            count(*) filter (
                where owing.as_of is not null and voices.last_period_end is null and voices.word = 'hidden'
            ) as partners_hidden,
            count(*) filter (
                where
                owing.as_of is not null
                and voices.last_period_end is null
                and voices.word in ('not_due', 'not_applicable')
            ) as partners_exempt
        from voices
        cross join rhythm as reporting
        left join owing using (as_of, partner_key)
        group by voices.as_of, voices.indicator_id, voices.part
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
        from voices
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
            case when count(periods.value) = count(*) then sum(periods.value order by periods.value) end as value,
            sum(periods.low order by periods.low) as low,
            sum(periods.high order by periods.high) as high,
            sum(periods.numerator order by periods.numerator) as numerator,
            sum(periods.denominator order by periods.denominator) as denominator,
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

    -- Everybody that a tier has to do with: who has a value in its period, who gives a reason there, who promised a part
    -- of it, and, for a target of the whole, who owes reports.
    mentioned as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            partner_key,
            due_date,
            day
        from contributed
        union all by name
        select
            yardsticks.as_of,
            yardsticks.indicator_id,
            yardsticks.part,
            coalesce(yardsticks.tier, '') as tier_key,
            given.partner_key,
            given.period_end as word_end,
            given.missing as word
        from yardsticks
        inner join given
            on
                yardsticks.as_of = given.as_of
                and yardsticks.indicator_id = given.indicator_id
                and yardsticks.part = given.part
                and coalesce(yardsticks.partner_key, given.partner_key) = given.partner_key
                and (
                    given.measure <> 'flow'
                    or (
                        given.period_end >= coalesce(yardsticks.start_date, given.period_end)
                        and given.period_end <= coalesce(yardsticks.due_date, given.period_end)
                    )
                )
        union all by name
        select
            as_of,
            indicator_id,
            part,
            tier as tier_key,
            partner_key,
            target as promise
        from promised
        where not is_joint
        union all by name
        select
            promised.as_of,
            promised.indicator_id,
            promised.part,
            promised.tier as tier_key,
            owing.partner_key,
            true as must_report
        from promised
        inner join owing using (as_of)
        -- Nobody knows who has to report on a part. Of what several report of one and the same thing, one is enough.
        where
            promised.whole_given
            and dimension = 'whole'
            and combining_rule(promised.measure, promised.over_partners) is distinct from 'max'
    ),

    people as (
        select
            mentioned.as_of,
            mentioned.indicator_id,
            mentioned.part,
            mentioned.tier_key,
            mentioned.partner_key,
            max(mentioned.day) as day,
            max(mentioned.due_date) as due_date,
            max(mentioned.promise) as promise,
            coalesce(bool_or(mentioned.must_report), false) as must_report,
            arg_max(mentioned.word, (mentioned.word_end, missing_position(mentioned.word)))
            filter (where mentioned.word is not null) as last_word,
            max(mentioned.word_end) as word_end,
            coalesce(bool_or(mentioned.word in ('hidden', 'missing')), false) as leaves_out,
            any_value(members.left_on) as left_on
        from mentioned
        left join members(partnership, known_at) as members using (partner_key)
        group by
            mentioned.as_of, mentioned.indicator_id, mentioned.part, mentioned.tier_key, mentioned.partner_key
    ),

    -- A value is recent while no later report is due. On the due date it has to speak of that day.
    present as materialized (
        select
            people.*,
            coalesce(people.left_on < people.as_of, false) as has_left,
            coalesce(
                case
                    when least(people.as_of, people.left_on) >= people.due_date then people.day >= people.due_date
                    else
                        people.day
                        > window_after(least(people.as_of, people.left_on, reporting.end_date), reporting.months)
                end,
                false
            ) as is_recent,
            coalesce(people.day is null and people.last_word in ('not_due', 'not_applicable'), false) as is_excused,
            people.must_report
            or (not has_left and (people.promise is not null or people.day is not null)) as is_awaited
        from people
        cross join rhythm as reporting
    ),

    standing as materialized (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            max(day) as last_day,
            coalesce(bool_or(is_recent) filter (where is_awaited), false) as any_recent,
            coalesce(bool_and(day is not null or is_excused) filter (where is_awaited), false) as everyone_spoke,
            coalesce(bool_and(is_recent or is_excused) filter (where is_awaited), false) as everyone_is_in,
            bool_or(is_recent) filter (where partner_key = '' and day is not null) as who_speaks_for_all_is_in,
            arg_max(last_word, missing_position(last_word)) filter (where day is null and last_word is not null)
                as missing,
            max(word_end) filter (where day is null) as word_end,
            coalesce(bool_or(day is not null and leaves_out), false) as has_gap,
            count(*) filter (where promise is not null and is_recent) as promised_reported,
            count(*) filter (where promise is not null and has_left) as partners_left,
            sum(promise order by promise) filter (where has_left) as target_left
        from present
        group by as_of, indicator_id, part, tier_key
    ),

    -- Like with like: of the partners' targets only those of partners with a value are held against these, each on the
    -- day that its own value speaks of. The target of the whole is expected for the last of these days.
    asked as (
        select
            promised.*,
            coalesce(if(promised.is_joint, standing.last_day, present.day), promised.as_of) as day
        from promised
        left join present
            on
                promised.as_of = present.as_of
                and promised.indicator_id = present.indicator_id
                and promised.part = present.part
                and promised.tier = present.tier_key
                and promised.partner_key = present.partner_key
        left join standing
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
        from promised
        group by as_of, indicator_id, part, tier, measure, over_partners
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
            case when measure = 'unique_people' then sum(high order by high) else actual end as high,
            case
                when actual is not null or measure = 'unique_people' then null
                when measure = 'ratio' then 'no_denominator'
                else 'not_combined'
            end as problem,
            case when measure = 'yes_no' then sum(value order by value) end as done,
            case when measure = 'yes_no' then count(*) end as spoken_of
        from contributed
        group by as_of, indicator_id, part, tier_key, measure, over_partners, multiplier, reading, is_primary, counts
    ),

    tiers as (
        select distinct
            as_of,
            indicator_id,
            part,
            coalesce(tier, '') as tier_key
        from yardsticks
    ),

    -- There is a share only where something is to be reached and the target lies that way from the baseline.
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
            together.* exclude (as_of, indicator_id, part, tier_key, has_baseline),
            if(together.has_baseline, together.baseline_used, null) as baseline,
            promises.* exclude (as_of, indicator_id, part, tier_key),
            coalesce(standing.any_recent, false) as any_recent,
            coalesce(standing.everyone_spoke, false) as everyone_spoke,
            coalesce(
                standing.who_speaks_for_all_is_in, if(rule = 'max', standing.any_recent, standing.everyone_is_in), false
            ) as is_whole,
            in_view.measure = 'flow' and coalesce(standing.has_gap, false) as has_gap,
            if(not promises.is_joint, coalesce(standing.promised_reported, 0), null) as promised_reported,
            if(promises.is_joint is null, null, coalesce(standing.partners_left, 0)) as partners_left,
            if(rule = 'sum', standing.target_left, null) as target_left,
            coalesce(standing.last_day, standing.word_end) as last_period_end,
            case together.target_kind when 'bring_down_to' then -1 else 1 end as better,
            coalesce(
                in_view.measure <> 'narrative'
                and together.target_kind in ('at_least', 'bring_down_to')
                and round((together.target - together.baseline_used) * better, 9) > 0,
                false
            ) as has_share,
            case
                when has_share then share_between(together.expected, together.baseline_used, together.target)
            end as share_expected,
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
            case when valued.reading is null then standing.missing end as missing
        from tiers
        inner join in_view using (indicator_id)
        left join together using (as_of, indicator_id, part, tier_key)
        left join promises using (as_of, indicator_id, part, tier_key)
        left join standing using (as_of, indicator_id, part, tier_key)
        left join valued using (as_of, indicator_id, part, tier_key)
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
        cross join rhythm as reporting
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
            -- What is the same for all readings.
            any_value(
                struct_pack(
                    target_kind := target_kind,
                    rule := rule,
                    baseline := baseline,
                    target := target,
                    expected := expected,
                    share_expected := share_expected,
                    missing := missing,
                    target_promised := target_promised,
                    partners_with_target := partners_with_target,
                    promised_reported := promised_reported,
                    partners_left := partners_left,
                    target_left := target_left,
                    last_period_end := last_period_end,
                    start_date := start_date,
                    due_date := due_date
                )
            ) as tier_row,
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
            case
                when count(distinct said_now) = 1 then min(said_now)
                when bool_or(said_now = 'no_recent_report') then 'no_recent_report'
                else 'range_spans_states'
            end as verdict,
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
            any_value(tier_row) as tier_row,
            min(share_low) filter (where counts) as share_low,
            max(share_high) filter (where counts) as share_high,
            any_value(state) filter (where is_primary) as primary_state,
            any_value(verdict) filter (where is_primary) as primary_verdict,
            count(distinct state) filter (where counts) > 1 as differs,
            bool_or(state = 'no_recent_report') filter (where counts) as is_old,
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
        tier_row.target_kind,
        per_tier.actual,
        per_tier.actual_low,
        per_tier.actual_high,
        per_tier.done,
        case
            when per_tier.done is null then null
            when tier_row.rule = 'max' then 1
            else coalesce(tier_row.partners_with_target, per_tier.spoken_of)
        end as done_of,
        per_tier.readings,
        tier_row.baseline,
        tier_row.target,
        tier_row.expected,
        if(per_tier.share_low = per_tier.share_high, per_tier.share_low, null) as share_of_target,
        per_tier.share_low,
        per_tier.share_high,
        tier_row.share_expected,
        if(round(tier_row.share_expected, 9) > 0, per_tier.share_low / tier_row.share_expected, null) as pace_low,
        if(round(tier_row.share_expected, 9) > 0, per_tier.share_high / tier_row.share_expected, null) as pace_high,
        case
            when not per_tier.differs then per_tier.primary_state
            when per_tier.is_old then 'no_recent_report'
            else 'disputed'
        end as state,
        if(state = 'not_comparable', per_tier.primary_verdict, null) as state_reason,
        if(state = 'no_recent_report', per_tier.state_then, null) as state_then,
        tier_row.missing,
        coalesce(reported.partners_reported, 0) as partners_reported,
        expected_partners.partners_expected,
        coalesce(reported.partners_hidden, 0) as partners_hidden,
        coalesce(reported.partners_exempt, 0) as partners_exempt,
        coalesce(reported.others_reported, 0) as others_reported,
        tier_row.target_promised,
        tier_row.partners_with_target,
        tier_row.promised_reported,
        tier_row.partners_left,
        tier_row.target_left,
        tier_row.last_period_end,
        tier_row.start_date,
        tier_row.due_date,
        explained.explanation
    from per_tier
    inner join in_view using (indicator_id)
    inner join expected_partners using (as_of)
    left join reported using (as_of, indicator_id, part)
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
