-- Question: Which of the partners that owe a report handed one in for the last reporting interval?
-- Parameters: macro arguments: partnership (text), as_of (date), known_at (timestamp)
-- Columns: partner_id, reported, last_period_end, reported_at, window_after
create or replace macro who_reported(partnership, as_of, known_at) as table
    with owing as (
        select distinct organisation_id as partner_id
        from current_rows_of('partners', partnership, known_at)
        where
            reports
            and as_of::date >= coalesce(date_joined, as_of::date)
            and as_of::date <= coalesce(date_left, as_of::date)
    ),

    intervals as (
        select max(reporting_interval_months) as months
        from current_rows_of('partnerships', partnership, known_at)
    ),

    reports_in as (
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
        owing.partner_id,
        -- Counted from the day after, so that the quarter up to 30 June begins on 1 April and not on 31 March.
        (as_of::date + 1 - to_months(coalesce(intervals.months, 3)::integer))::date - 1 as window_after,
        coalesce(reports_in.last_period_end > window_after, false) as reported,
        reports_in.last_period_end,
        submissions.received_at as reported_at
    from owing
    cross join intervals
    left join reports_in using (partner_id)
    left join submissions using (submission_id);
