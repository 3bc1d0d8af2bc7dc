-- Question: From which document, submission, file and sheet did stored rows come?
-- Parameters: macro arguments: stored_rows (text: the name of a table or a common table expression of the question,
--     which has the table_name of each row and its source_id, submission_id and file_number), known_at (timestamp)
-- Columns: those of the rows, source, source_title, submission, received_at, file_name, sheet

-- The name of the table is asked for as well as the number of the sheet, because in a database made before sheets were
-- numbered all have 1.
create or replace macro with_provenance(stored_rows, known_at) as table
    select
        stored.*,
        coalesce(sources.short_title, stored.source_id) as source,
        coalesce(sources.title, stored.source_id) as source_title,
        submissions.name as submission,
        submissions.received_at,
        files.file_name,
        files.sheet
    from query_table(stored_rows) as stored
    left join submissions using (submission_id)
    left join submission_files as files using (submission_id, table_name, file_number)
    left join current_rows('sources', known_at) as sources on stored.source_id = sources.source_id;
