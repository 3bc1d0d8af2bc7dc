-- Question: What does each finding say, under the title that the file gives its column, and what comes near?
-- Parameters: none
-- Columns: none; it makes the temporary table told: those of found, text, mend, nearest
create temp table told as
with near as (select distinct * from nearest)

select
    found.* replace (coalesce(titles.title, found.field) as field, visible(found.value) as value),
    replace(wordings.text, '{value}', coalesce(visible(found.value), '–')) as text,
    wordings.mend,
    near.names as nearest
from found
left join wordings
    on
        found.rule = wordings.rule
        and found.table_name is not distinct from wordings.table_name
        and found.field is not distinct from wordings.field
left join near
    on
        found.table_name is not distinct from near.table_name
        and found.field is not distinct from near.field
        and found.value is not distinct from near.value
        and found.rule in ('unknown_reference', 'unknown_area', 'unknown_column', 'unknown_header', 'which_table')
left join titles
    on
        found.file_name = titles.file_name
        and found.sheet is not distinct from titles.sheet
        and found.field = titles.field
order by
    found.severity,
    found.file_name,
    found.sheet,
    found.source_row nulls first,
    found.field,
    found.rule,
    found.value
