-- Question: Which figures of an earlier report does a report of the same partner, period and reading leave out?
-- Parameters: macro arguments: report (integer, a submission), known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value (the earlier submissions, and how many figures per
--     indicator)
create or replace macro dropped_figures(report, known_at) as table
    with given as (
        select
            record_key,
            indicator_id,
            area_id,
            target_group_id,
            gender,
            partnership_id,
            file_number,
            source_row
        from results
        where submission_id = report
    ),

    reports as (
        select
            record_key,
            min(struct_pack(file_number := file_number, source_row := source_row)) as first_row
        from given
        group by record_key
    ),

    -- Only the partnerships that hand in are looked at again. A report of today may be handed in after one of tomorrow
    -- when submissions are replayed, so only earlier numbers count.
    earlier as (
        select
            results.record_key,
            results.submission_id,
            results.indicator_id,
            results.area_id,
            results.target_group_id,
            results.gender,
            known.amends
        from results
        inner join known_submissions(known_at) as known using (submission_id)
        semi join reports using (record_key)
        where
            results.submission_id < report
            and results.partnership_id in (select given.partnership_id from given)
    ),

    -- Those that would still count without the new one; an amendment gives no fewer figures than what it amends.
    standing as (
        select * from earlier
        qualify submission_id >= coalesce(max(submission_id) filter (not amends) over (partition by record_key), 0)
    ),

    dropped as (
        select
            standing.record_key,
            standing.indicator_id,
            standing.area_id,
            standing.target_group_id,
            standing.gender,
            max(standing.submission_id) as submission_id
        from standing
        anti join given
            on
                standing.record_key = given.record_key
                and standing.indicator_id = given.indicator_id
                and standing.area_id is not distinct from given.area_id
                and standing.target_group_id is not distinct from given.target_group_id
                and standing.gender is not distinct from given.gender
        group by all
    ),

    per_indicator as (
        select
            record_key,
            indicator_id,
            count(*) as figures,
            list(distinct submission_id) as submissions
        from dropped
        group by record_key, indicator_id
    ),

    told as (
        select
            record_key,
            array_to_string(list_sort(list_distinct(flatten(list(submissions)))), ', ') as submissions,
            string_agg(indicator_id || ' (' || figures || ')', ', ' order by indicator_id) as indicators
        from per_indicator
        group by record_key
    )

    select
        'results' as table_name,
        reports.first_row.file_number,
        reports.first_row.source_row,
        'indicator_id' as field,
        told.submissions || ': ' || told.indicators as value
    from told
    inner join reports using (record_key);
