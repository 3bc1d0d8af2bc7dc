-- Question: How is a day moved to another year?
-- Parameters: none
-- Columns: none (scalar macro moved_by)

-- The last day of a month stays the last day of a month.
create or replace macro moved_by(months, day) as
case
    when day = last_day(day) then last_day((day + to_months(months))::date)
    else (day + to_months(months))::date
end;
