-- Question: Who takes part from when to when, who owes reports, and who handed one in for the last reporting interval?
-- Parameters: macro arguments: partnership (text), as_of (date), as_ofs (list of dates), known_at (timestamp);
--     day (date) and months (of the reporting interval; null for 3)
-- Columns: members: partner_key, joined_on, left_on; reporting: months, end_date;
--     owing_partners: as_of, partner_key;
--     who_reported: partner_id, reported, last_period_end, reported_at, window_after

-- What ended on this day or before it is older than the last reporting interval up to ``day``. Counted from the day
-- after, so that the quarter up to 30 June begins on 1 April and not on 31 March.
create or replace macro window_after(day, months) as
(day + 1 - to_months(coalesce(months, 3)::integer))::date - 1;

-- From when to when each organisation takes part; null when that is as long as the partnership.
create or replace macro members(partnership, known_at) as table
    select
        organisation_id as partner_key,
        case when count(date_joined) = count(*) then min(date_joined) end as joined_on,
        case when count(date_left) = count(*) then max(date_left) end as left_on
    from current_rows_of('partners', partnership, known_at)
    group by organisation_id;

-- How often is reported, and until when: nothing is due after the end. One row, also when nothing is known.
create or replace macro reporting(partnership, known_at) as table
    select
        max(reporting_interval_months) as months,
        max(end_date) as end_date
    from current_rows_of('partnerships', partnership, known_at);

create or replace macro owing_partners(partnership, as_ofs, known_at) as table
    with dates as (
        select distinct unnest(as_ofs::date[]) as as_of
    )

    select distinct
        dates.as_of,
        members.organisation_id as partner_key
    from dates
    inner join current_rows_of('partners', partnership, known_at) as members
        on
            members.reports
            and dates.as_of >= coalesce(members.date_joined, dates.as_of)
            and dates.as_of <= coalesce(members.date_left, dates.as_of);

create or replace macro who_reported(partnership, as_of, known_at) as table
    with reports_in as (
        select
            partner_id,
            max(period_end) as last_period_end,
            arg_max(submission_id, (period_end, submission_id)) as submission_id
        from current_results(partnership, known_at)
        where
            period_end <= as_of::date
            and partner_id is not null
            -- The date of a document is only the last day on which its figure can have been true.
            and period_precision is distinct from 'document_date'
        group by partner_id
    )

    select
        owing.partner_key as partner_id,
        window_after(least(as_of::date, reporting.end_date), reporting.months) as window_after,
        coalesce(reports_in.last_period_end > window_after, false) as reported,
        reports_in.last_period_end,
        submissions.received_at as reported_at
    from owing_partners(partnership, [as_of::date], known_at) as owing
    cross join reporting(partnership, known_at) as reporting
    left join reports_in on owing.partner_key = reports_in.partner_id
    left join submissions using (submission_id);
