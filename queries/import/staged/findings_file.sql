-- Question: What stands in the file with all findings of a submission?
-- Parameters: none
-- Columns: file, sheet, table, row, column, value, rule, severity, text, mend, nearest
select
    file_name as file,
    sheet,
    table_name as table,
    source_row as row,
    field as "column",
    safe_cell(value) as value,
    rule,
    severity,
    safe_cell(text) as text,
    mend,
    nearest
from told
