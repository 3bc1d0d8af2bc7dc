-- Question: Which kind of period is each that is written, and of which year?
-- Parameters: none
-- Columns: none; it makes the temporary table periods: written, period, kind, year
create or replace temp table periods as
with bare as (
    select
        written,
        ltrim(written, chr(31)) as period
    from different_periods
)

select
    written,
    period,
    period_kind(period) as kind,
    year(date_of(period, true, true)) as year
from bare
