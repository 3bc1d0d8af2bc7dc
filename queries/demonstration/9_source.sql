-- Question: Who says so? The generator, of every row; and how is a day moved to another year?
-- Parameters: none
-- Columns: none (fills sources; scalar macro moved_by)
insert into sources by name
select
    'DEMONSTRATION_GENERATOR' as source_id,
    'Demonstration generator of Peil: invented figures, they describe no real place' as title,
    'Demonstration generator' as short_title,
    'Peil' as publisher,
    date '2026-09-30' as document_date,
    'day' as date_precision,
    'nl; fr; en' as language;

-- The last day of a month stays the last day of a month.
create or replace macro moved_by(months, day) as
case
    when day = last_day(day) then last_day((day + to_months(months))::date)
    else (day + to_months(months))::date
end;
