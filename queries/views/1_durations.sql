-- Question: How many months are there between the first and the last day of a partnership?
-- Parameters: macro arguments: start_date (date), start_precision (text), end_date (date), end_precision (text)
-- Columns: none (scalar macro months_by_dates: whole months; null when a year is all that is known of a day)

create or replace macro months_by_dates(start_date, start_precision, end_date, end_precision) as
case
    when
        coalesce(start_precision, 'day') in ('day', 'month')
        and coalesce(end_precision, 'day') in ('day', 'month')
        then datesub('month', start_date, cast(end_date + 1 as date))
end;
