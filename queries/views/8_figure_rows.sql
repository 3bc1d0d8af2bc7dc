-- Question: Which rows were handed in for some indicators, which of them count, and why do the others not?
-- Parameters: macro arguments: partnership (text), indicators (list of text), as_of (date), known_at (timestamp),
--     partner (text, null for all)
-- Columns: indicator_id, partner_id, area_id, target_group_id, gender, period_end, period_precision, value, numerator,
--     denominator, missing, reading, attributed_to, explanation, source_id, source, source_section, note,
--     submission_id, submission, received_at, file_name, sheet, file_number, source_row, counted, why_not,
--     amended_by (the submission that gives the row again)
create or replace macro figure_rows(partnership, indicators, as_of, known_at, partner) as table
    with stored as (
        select
            'results' as table_name,
            *,
            coalesce(partner_id, '') as partner_key,
            coalesce(reading, '') as reading_key
        from results
        where
            partnership_id = partnership
            and list_contains(indicators, indicator_id)
            and period_end <= as_of
            and (partner::varchar is null or partner_id = partner)
    ),

    shown as materialized (
        select * from shown_results(partnership, known_at)
        where list_contains(indicators, indicator_id)
    ),

    -- What is hidden now is hidden in the rows that it replaced, too.
    hidden as (
        select distinct
            record_key,
            indicator_id,
            area_id,
            target_group_id,
            gender
        from shown
        where missing = 'hidden'
    ),

    known as (
        select submission_id from known_submissions(known_at)
    ),

    counting as (
        select
            record_key,
            submission_id
        from counting_records(partnership, known_at)
    ),

    amended as (
        select * from amended_rows(partnership, known_at)
    ),

    totals as (
        select * from result_totals('whole', 'shown', known_at, partner)
    ),

    figures as (
        select
            *,
            max(period_end) over (partition by indicator_id, partner_key) as last_period_end
        from ranked_figures('whole', partnership, 'shown', known_at, partner)
        where period_end <= as_of
    ),

    -- The targets that the headline holds the values against: one for everybody, or each partner's own.
    headline as (
        select
            indicator_id,
            partner_key,
            start_date,
            due_date
        from targets_in_force('whole', partnership, [as_of], known_at, partner)
        where list_contains(indicators, indicator_id)
        qualify
            tier_position(tier) = min(tier_position(tier)) over (partition by indicator_id)
            and (partner_key = '' or not bool_or(partner_key = '') over (partition by indicator_id, tier))
    ),

    promised_or_reported as (
        select
            indicator_id,
            partner_key,
            true as is_target
        from headline
        union all
        select
            indicator_id,
            partner_key,
            false as is_target
        from figures
    ),

    joint as (
        select
            indicator_id,
            bool_or(partner_key = '') as is_joint,
            bool_or(is_target) as has_target
        from promised_or_reported
        group by indicator_id
    ),

    yardsticks as (
        select
            indicator_id,
            if(joint.is_joint, null, headline.partner_key) as for_partner,
            min(headline.start_date) as start_date,
            case when count(headline.due_date) = count(*) then max(headline.due_date) end as due_date,
            true as is_there
        from headline
        inner join joint using (indicator_id)
        group by indicator_id, for_partner
    ),

    explained as (
        select
            stored.*,
            hidden.record_key is not null as is_hidden,
            amended.amended_by,
            case
                when known.submission_id is null then 'withdrawn'
                when counting.record_key is null then 'superseded'
                when amended.amended_by is not null then 'amended'
                when stored.target_group_id is not null or stored.gender is not null then 'split_by_group'
                when totals.indicator_id is null then 'no_value'
                when totals.why_not is not null then totals.why_not
                when
                    figures.measure not in ('flow', 'narrative') and figures.period_end < figures.last_period_end
                    then 'later_period'
                when not figures.first_reading then 'other_reading'
                when joint.has_target and yardsticks.is_there is null then 'not_promised'
                when
                    not within_target(
                        figures.measure, stored.period_end, yardsticks.start_date, yardsticks.due_date
                    )
                    then 'outside_target'
            end as why_not
        from with_provenance('stored', known_at) as stored
        left join known using (submission_id)
        left join counting using (record_key, submission_id)
        left join amended using (submission_id, file_number, source_row)
        left join hidden
            on
                stored.record_key = hidden.record_key
                and stored.indicator_id = hidden.indicator_id
                and stored.area_id is not distinct from hidden.area_id
                and stored.target_group_id is not distinct from hidden.target_group_id
                and stored.gender is not distinct from hidden.gender
        left join totals
            on
                counting.record_key is not null
                and amended.amended_by is null
                and stored.target_group_id is null
                and stored.gender is null
                and stored.indicator_id = totals.indicator_id
                and stored.partner_key = totals.partner_key
                and stored.reading_key = totals.reading
                and stored.period_end = totals.period_end
                and coalesce(stored.area_id, '') = coalesce(totals.area_id, '')
        left join figures
            on
                totals.why_not is null
                and totals.indicator_id = figures.indicator_id
                and totals.partner_key = figures.partner_key
                and totals.reading = figures.reading
                and totals.period_end = figures.period_end
        left join joint on stored.indicator_id = joint.indicator_id
        left join yardsticks
            on
                stored.indicator_id = yardsticks.indicator_id
                and coalesce(yardsticks.for_partner, stored.partner_key) = stored.partner_key
        where stored.received_at <= known_at
    )

    select
        indicator_id,
        partner_id,
        area_id,
        target_group_id,
        gender,
        period_end,
        period_precision,
        case when not is_hidden then value end as value,
        case when not is_hidden then numerator end as numerator,
        case when not is_hidden then denominator end as denominator,
        case when is_hidden then 'hidden' else missing end as missing,
        reading,
        attributed_to,
        explanation,
        source_id,
        source,
        source_section,
        note,
        submission_id,
        submission,
        received_at,
        file_name,
        sheet,
        file_number,
        source_row,
        why_not is null as counted,
        why_not,
        case when why_not = 'amended' then amended_by end as amended_by
    from explained;
