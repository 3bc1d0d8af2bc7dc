-- Question: Did the steering group meet as often as was expected, and where were the gaps?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp)
-- Columns: held, is_counted_only, expected, interval_months, last_held, gaps (from, until, months)
with here as (
    select
        start_date,
        end_date,
        coalesce(reporting_interval_months, 3) as interval_months
    from current_rows_of('partnerships', $partnership, $known_at)
),

meetings as (
    select
        meeting_id,
        meeting_date
    from current_rows_of('meetings', $partnership, $known_at)
    where kind = 'steering_group' and coalesce(state, 'held') = 'held'
),

held as (
    select *
    from meetings
    where meeting_date <= $as_of
),

-- Where meetings are not listed, their number may have been reported.
counted as (
    select
        case
            when bool_and(indicators.measure = 'flow') then sum(results.value order by results.value)
            else arg_max(results.value, (results.period_end, results.value))
        end as held
    from current_results($partnership, $known_at) as results
    inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
    where
        indicators.unit = 'meetings'
        and indicators.level in ('project', 'partnership')
        and results.period_end <= $as_of
),

gaps as (
    select
        list(
            struct_pack(
                "from" := before, until := meeting_date, months := datesub('month', before, meeting_date)
            )
            order by meeting_date
        ) as gaps
    from (
        select
            meeting_date,
            lag(meeting_date) over (order by meeting_date, meeting_id) as before
        from held
    ) as one_by_one
    where meeting_date > (before + to_months((select interval_months::integer from here)))::date + 14
),

met as (
    select
        count(*) as listed,
        max(meeting_date) as last_held
    from held
)

select
    (case when met.listed > 0 then met.listed else counted.held end)::integer as held,
    met.listed = 0 and counted.held is not null as is_counted_only,
    datesub('month', here.start_date, (least($as_of, coalesce(here.end_date, $as_of)) + 1)::date)
    // here.interval_months as expected,
    here.interval_months,
    met.last_held,
    coalesce(gaps.gaps, []) as gaps
from here
cross join met
cross join counted
cross join gaps
