-- Question: What did the checks of rows find in the submissions that count, and in which sheet?
-- Parameters: macro arguments: known_at (timestamp)
-- Columns: known_findings: submission_id, submission, received_at, is_demonstration, table_name, file_number,
--     file_name, sheet, source_row, field, value, rule, severity
create or replace macro known_findings(known_at) as table
    with demonstrations as (
        select distinct results.submission_id
        from results
        inner join partnerships using (partnership_id)
        where partnerships.data_status = 'demonstration'
    )

    select
        findings.submission_id,
        known.name as submission,
        known.received_at,
        demonstrations.submission_id is not null as is_demonstration,
        findings.table_name,
        files.file_number,
        findings.file_name,
        findings.sheet,
        findings.source_row,
        findings.field,
        findings.value,
        findings.rule,
        findings.severity
    from findings
    inner join known_submissions(known_at) as known using (submission_id)
    left join demonstrations using (submission_id)
    left join submission_files as files
        on
            findings.submission_id = files.submission_id
            and findings.table_name = files.table_name
            and findings.file_name = files.file_name
            and findings.sheet is not distinct from files.sheet;
