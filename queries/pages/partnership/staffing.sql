-- Question: How many people does the partnership pay for, per partner and period?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partner, activities, period, is_earlier, full_time, half_time, fte, source, note
with shares as (
    -- One row per activity that the people work on.
    select
        record_key,
        submission_id,
        file_number,
        source_row,
        unnest(string_split(activity_ids, ';')) as activity_id
    from current_rows_of('staffing', $partnership, $known_at)
),

worked_on as (
    select
        shares.record_key,
        shares.submission_id,
        shares.file_number,
        shares.source_row,
        list(
            activities.name
            order by activities.sequence, activities.activity_id
        ) as activities
    from shares
    inner join activities_in($language, $known_at) as activities using (activity_id)
    group by shares.record_key, shares.submission_id, shares.file_number, shares.source_row
)

select
    organisations.name as partner,
    worked_on.activities,
    staffing.period,
    -- A period without a last day may be the one we are in.
    coalesce(staffing.period_end < max(staffing.period_end) over (), false) as is_earlier,
    staffing.full_time,
    staffing.half_time,
    staffing.fte,
    sources.short_title as source,
    staffing.note
from current_rows_of('staffing', $partnership, $known_at) as staffing
left join worked_on using (record_key, submission_id, file_number, source_row)
left join organisations_in($language, $known_at) as organisations
    on staffing.partner_id = organisations.organisation_id
left join current_rows('sources', $known_at) as sources on staffing.source_id = sources.source_id
where coalesce(staffing.period_end <= $as_of::date, true)
order by staffing.submission_id, staffing.file_number, staffing.source_row
