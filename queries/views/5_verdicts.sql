-- Question: What does each value say of its target, on its day and today? See docs/attainment.md 8 and 9.
-- Parameters: macro arguments: compared, rhythm (texts: names of common table expressions of attainment_of)
-- Columns: verdicts_of_tiers: as_of, indicator_id, part, tier, actual, actual_low, actual_high, done, spoken_of,
--     tier_row, share_low, share_high, primary_state, primary_verdict, differs, is_old, state_then, readings

-- How far a value is on the way from the baseline to the target: 0 at the baseline, 1 at the target, never capped.
-- At the baseline it is 0 whichever way the target lies: 0 divided by less than 0 would be -0.
create or replace macro share_between(amount, origin, goal) as
case when amount = origin and goal <> origin then 0 else (amount - origin) / nullif(goal - origin, 0) end;

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

create or replace macro verdicts_of_tiers(compared, rhythm) as table
    -- A range is judged at both of its ends. Everything is counted from the baseline, in the direction of the target.
    with measured as (
        select
            compared.*,
            unnest(case when low <> high then [low, high] else [low] end) as amount,
            round((target - baseline_used) * better, 9) as whole_way,
            round((expected - baseline_used) * better, 9) as expected_way,
            round((amount - baseline_used) * better, 9) as way,
            -- Of a limit the share is how much of it is used.
            case
                when has_share then baseline_used
                when target_kind = 'at_most' and target > 0 then 0
            end as counted_from,
            -- The due date has come, and somebody's value speaks of it.
            coalesce(as_of >= due_date and any_recent, false) as is_over,
            -- A count is judged on whole pieces.
            if(in_pieces, band.pieces, 0) as piece,
            window_after(as_of, reporting.months) as window_after
        from query_table(compared) as compared
        cross join bands() as band
        cross join query_table(rhythm) as reporting
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
            any_value(share_between(actual, counted_from, target)) as share_of_target,
            min(share_between(amount, counted_from, target)) as share_low,
            max(share_between(amount, counted_from, target)) as share_high,
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
            case
                when min(low) filter (where counts) = max(high) filter (where counts)
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

    select * from per_tier;
