-- Question: In which file, and which sheet of it, were the rows of a table handed in?
-- Parameters: macro arguments: stored_in (text, the name of the table)
-- Columns: submission_id, file_number, file_name, sheet

-- The table is asked for as well as the number, because in a database made before sheets were numbered all have 1.
create or replace macro sheets_of(stored_in) as table
    select
        submission_id,
        file_number,
        file_name,
        sheet
    from submission_files
    where table_name = stored_in;
