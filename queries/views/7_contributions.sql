-- Question: Of which parts were the figures of some indicators made, per partner and reading, and what was promised?
-- Parameters: macro arguments: partnership (text), indicators (list of text), as_of (date), known_at (timestamp),
--     partner (text, null for all)
-- Columns: indicator_id, partner_id, reading, is_primary, counts, attributed_to, actual, actual_low, actual_high,
--     numerator, denominator, periods, last_period_end, reported_at, targets
create or replace macro contributions(partnership, indicators, as_of, known_at, partner) as table
    with shown as (
        select * from shown_results(partnership, known_at)
        where list_contains(indicators, indicator_id)
    ),

    parts as (
        select * from reading_contributions('whole', partnership, 'shown', [as_of], known_at, partner)
    ),

    -- A target of the whole partnership is nobody's part.
    promised as (
        select
            indicator_id,
            partner_key,
            list(
                struct_pack(
                    tier := tier,
                    target := target,
                    baseline := baseline,
                    expected := expected,
                    start_date := start_date,
                    due_date := due_date
                )
                order by tier_position(tier)
            ) as targets
        from targets_at('whole', partnership, [as_of], known_at, partner)
        where list_contains(indicators, indicator_id) and partner_key <> ''
        group by indicator_id, partner_key
    )

    select
        indicator_id,
        nullif(partner_key, '') as partner_id,
        nullif(parts.reading, '') as reading,
        parts.is_primary,
        parts.counts,
        parts.attributed_to,
        parts.value as actual,
        case when parts.measure = 'unique_people' then parts.low else parts.value end as actual_low,
        case when parts.measure = 'unique_people' then parts.high else parts.value end as actual_high,
        parts.numerator,
        parts.denominator,
        parts.periods,
        parts.last_period_end,
        submissions.received_at as reported_at,
        coalesce(promised.targets, []) as targets
    from parts
    full join promised using (indicator_id, partner_key)
    left join submissions using (submission_id);
