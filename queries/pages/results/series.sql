-- Question: How much did each partner of the region count, quarter by quarter, of what is counted up? See
--     docs/forecast.md 1.
-- Parameters: $as_of (date), $known_at (timestamp), $data_status (text)
-- Columns: partnership_id, indicator_id, partner_key, quarters, widths, amounts, begun, date_left, due_dates
with here as (
    select
        partnership_id,
        end_date
    from current_rows('partnerships', $known_at)
    -- What was invented for the demonstration says nothing about what is real.
    where data_status = $data_status
),

figures as (
    select
        results.partnership_id,
        results.indicator_id,
        coalesce(results.partner_id, '') as partner_key,
        coalesce(results.reading, '') as reading,
        results.period_end,
        indicators.measure,
        coalesce(
            sum(results.value order by results.value) filter (where results.area_id is null),
            sum(results.value order by results.value)
        ) as value
    from current_results(null, $known_at) as results
    semi join here using (partnership_id)
    inner join current_rows('indicators', $known_at) as indicators using (indicator_id)
    where
        indicators.measure in ('flow', 'running_total')
        and results.period_end <= $as_of
        -- What is larger is a slip of the pen; it would drown what all others show.
        and abs(results.value) < 1e15
        and results.target_group_id is null
        and results.gender is null
        -- Of a year of a flow nobody knows in which quarter it fell; a running total only needs its day.
        and (
            coalesce(results.period_precision, 'quarter') in ('day', 'month', 'month_implied', 'quarter')
            or (indicators.measure = 'running_total' and results.period_precision in ('half_year', 'year'))
        )
    group by
        results.partnership_id, results.indicator_id, partner_key, coalesce(results.reading, ''), results.period_end,
        indicators.measure
),

-- The decided reading of a figure, else the first in text order.
read as (
    select figures.*
    from figures
    left join current_rows('decisions', $known_at) as decisions
        on
            figures.partnership_id = decisions.partnership_id
            and figures.indicator_id = decisions.indicator_id
            and figures.reading = coalesce(decisions.reading, '')
            and (decisions.partner_id is null or figures.partner_key = decisions.partner_id)
            and (decisions.period_end is null or figures.period_end = decisions.period_end)
    qualify
        row_number()
            over (
                partition by
                    figures.partnership_id, figures.indicator_id, figures.partner_key, figures.period_end
                order by decisions.submission_id desc nulls last, figures.reading
            )
        = 1
),

-- Quarters are numbered from the year 0, so that they can be counted.
per_quarter as (
    select
        partnership_id,
        indicator_id,
        partner_key,
        measure,
        (4 * year(period_end) + quarter(period_end) - 1)::integer as quarter_number,
        quarter_number < 4 * year($as_of::date + 1) + quarter($as_of::date + 1) - 1 as is_over,
        case when measure = 'flow' then sum(value order by value) else arg_max(value, period_end) end as value
    from read
    group by partnership_id, indicator_id, partner_key, measure, quarter_number
),

counted as (
    select
        * exclude (value),
        case
            when measure = 'flow' then value
            else value - lag(value, 1, 0) over by_quarter
        end as amount,
        -- A running total that skipped a quarter tells of both.
        case
            when measure = 'flow' then 1
            else quarter_number - lag(quarter_number, 1, quarter_number - 1) over by_quarter
        end as width
    from per_quarter
    window
        by_quarter as (partition by partnership_id, indicator_id, partner_key order by quarter_number)
),

left_on as (
    select
        partnership_id,
        organisation_id as partner_key,
        max(date_left) as date_left
    from current_rows('partners', $known_at)
    where coalesce(date_joined, $as_of) <= $as_of
    group by partnership_id, organisation_id
    having bool_and(coalesce(date_left <= $as_of, false))
),

due as (
    select
        targets.partnership_id,
        targets.indicator_id,
        list(distinct coalesce(targets.due_date, here.end_date) order by coalesce(targets.due_date, here.end_date))
            as due_dates
    from current_rows('targets', $known_at) as targets
    inner join here using (partnership_id)
    where
        targets.value is not null
        and targets.area_id is null
        and targets.target_group_id is null
        and coalesce(targets.due_date, here.end_date) <= $as_of
    group by targets.partnership_id, targets.indicator_id
)

select
    counted.partnership_id,
    counted.indicator_id,
    counted.partner_key,
    list(counted.quarter_number order by counted.quarter_number) filter (where counted.is_over) as quarters,
    list(counted.width order by counted.quarter_number) filter (where counted.is_over) as widths,
    list(counted.amount order by counted.quarter_number) filter (where counted.is_over) as amounts,
    coalesce(sum(counted.amount order by counted.amount) filter (where not counted.is_over), 0) as begun,
    left_on.date_left,
    coalesce(due.due_dates, []) as due_dates
from counted
left join left_on using (partnership_id, partner_key)
left join due using (partnership_id, indicator_id)
group by counted.partnership_id, counted.indicator_id, counted.partner_key, left_on.date_left, due.due_dates
having bool_or(counted.is_over)
order by counted.partnership_id, counted.indicator_id, counted.partner_key
