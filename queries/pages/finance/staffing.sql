-- Question: How many posts does each partner pay from the project, by period?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partner_id, partner, period, full_time, half_time, fte, fte_in_all, is_added
with rows_stated as (
    select
        staffing.partner_id,
        staffing.period,
        sum(staffing.full_time) as full_time,
        sum(staffing.half_time) as half_time,
        -- The sum of fractions depends on their order.
        sum(staffing.fte order by staffing.fte) as fte,
        min((staffing.submission_id, staffing.file_number, staffing.source_row)) as place,
        -- "From 2012" adds posts to those there were; "2012" says how many there were.
        coalesce(bool_or(staffing.is_added), false) as is_added
    from current_rows_of('staffing', $partnership, $known_at) as staffing
    where coalesce(staffing.period_end <= $as_of::date, true)
    group by staffing.partner_id, staffing.period
),

numbered as (
    select
        *,
        -- Posts add up from the last period that says how many there were.
        count(*) filter (where not is_added) over so_far as start
    from rows_stated
    window so_far as (partition by partner_id order by place)
)

select
    numbered.partner_id,
    organisations.name as partner,
    numbered.period,
    numbered.full_time,
    numbered.half_time,
    numbered.fte,
    sum(numbered.fte) over (partition by numbered.partner_id, numbered.start order by numbered.place) as fte_in_all,
    numbered.is_added
from numbered
left join organisations_in($language, $known_at) as organisations
    on numbered.partner_id = organisations.organisation_id
order by partner, numbered.place
