-- Question: How far is each indicator from its targets at each date, as known at a moment? See docs/attainment.md.
-- Parameters: macro arguments: partnership (text), as_ofs (list of dates), known_at (timestamp), partner (text, null
--     for all), dimension (target_group, area or gender; attainment_of also takes whole)
-- Columns: attainment: as_of, partnership_id, indicator_id, activity_id, kind, level, unit, measure, direction, tier,
--     is_headline, target_kind, actual, actual_low, actual_high, done, done_of, readings, baseline, target, expected,
--     share_of_target, share_low, share_high, share_expected, pace_low, pace_high, state, state_reason, state_then,
--     missing, partners_reported, partners_expected, partners_hidden, partners_exempt, others_reported,
--     target_promised, partners_with_target, promised_reported, partners_left, target_left, last_period_end,
--     start_date, due_date, explanation, explanation_language; part_attainment: part_id and the columns of attainment

-- One row per indicator, part and tier; the whole is one part, named ''. attainment and part_attainment stand below.
create or replace macro attainment_of(dimension, partnership, as_ofs, known_at, partner) as table
    with dates as materialized (
        select distinct unnest(as_ofs::date[]) as as_of
    ),

    shown as materialized (
        select * from shown_results(partnership, known_at)
    ),

    rhythm as materialized (
        select * from reporting(partnership, known_at)
    ),

    periods as materialized (
        select * from reading_periods(dimension, partnership, 'shown', as_ofs, known_at, partner)
    ),

    -- Rows that name no partner speak for all of them.
    for_all as materialized (
        select distinct
            as_of,
            indicator_id,
            part
        from periods
        where partner_key = ''
    ),

    -- A target of the whole is used alone. It is one yardstick for everybody (is_joint), and so are the partners'
    -- targets when somebody speaks for all; else each partner is held against its own.
    promised as materialized (
        select
            in_force.*,
            bool_or(in_force.partner_key = '') over of_the_tier as whole_given,
            whole_given or for_all.as_of is not null as is_joint
        from targets_in_force(dimension, partnership, as_ofs, known_at, partner) as in_force
        left join for_all using (as_of, indicator_id, part)
        window of_the_tier as (partition by in_force.as_of, in_force.indicator_id, in_force.part, in_force.tier)
        qualify in_force.partner_key = '' or not whole_given
    ),

    -- Whatever was said beside the values: reasons, explanations.
    noted as materialized (
        select
            results.indicator_id,
            results.target_group_id,
            results.gender,
            results.area_id,
            coalesce(results.partner_id, '') as partner_key,
            results.period_end,
            results.missing,
            results.explanation,
            results.language,
            results.submission_id,
            results.file_number,
            results.source_row,
            indicators.measure,
            holds_value(
                indicators.measure, results.value, results.numerator, results.missing, results.explanation
            ) as holds_value
        from shown as results
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        where
            (results.missing is not null or results.explanation is not null)
            and (partner::varchar is null or results.partner_id = partner)
    ),

    in_use as (
        select results.indicator_id
        from results
        semi join known_submissions(known_at) as known using (submission_id)
        where results.partnership_id = partnership
        union
        select indicator_id from current_rows_of('targets', partnership, known_at)
    ),

    -- Any row may hold a reason, also one that is not part of the total or has no value.
    reasons as (
        select
            indicator_id,
            part_of(dimension, target_group_id, gender, area_id) as part,
            period_end,
            -- The words and their language from one row: another row's language would quote them wrongly.
            first(
                struct_pack(words := explanation, language := language)
                order by submission_id desc, file_number desc, source_row desc, explanation
            ) as said
        from noted
        where explanation is not null
        group by indicator_id, part, period_end
    ),

    in_view as materialized (
        select
            indicators.*,
            coalesce(unit_counts_as(indicators.unit) = 'pieces', false) as in_pieces
        from current_rows('indicators', known_at) as indicators
        where
            indicators.partnership_id = partnership
            or indicators.partnership_id
            in (select parent_id from current_rows_of('partnerships', partnership, known_at))
            or indicators.indicator_id in (select indicator_id from in_use)
    ),

    explained as (
        select
            dates.as_of,
            reasons.indicator_id,
            reasons.part,
            arg_max(reasons.said, reasons.period_end) as said
        from dates
        inner join reasons on dates.as_of >= reasons.period_end
        group by dates.as_of, reasons.indicator_id, reasons.part
    ),

    owing as materialized (
        select * from owing_partners(partnership, as_ofs, known_at)
        where partner::varchar is null
        -- A question about one partner expects that one, whether or not it owes reports.
        union
        select
            as_of,
            partner::varchar as partner_key
        from dates
        where partner::varchar is not null
    ),

    reports as (
        select distinct
            partner_id as partner_key,
            period_end
        from shown
        -- The date of a document is only the last day on which its figure can have been true.
        where period_precision is distinct from 'document_date'
    ),

    -- Who owes reports and has none of the last interval, on whatever indicator.
    silent as (
        select owing.*
        from owing
        cross join rhythm
        anti join reports
            on
                owing.partner_key = reports.partner_key
                and owing.as_of >= reports.period_end
                and window_after(least(owing.as_of, rhythm.end_date), rhythm.months) < reports.period_end
    ),

    expected_partners as materialized (
        select
            dates.as_of,
            count(owing.partner_key) as partners_expected
        from dates
        left join owing using (as_of)
        group by dates.as_of
    ),

    -- The rows that give a reason in place of a value.
    given as materialized (
        select
            dates.as_of,
            noted.indicator_id,
            part_of(dimension, noted.target_group_id, noted.gender, noted.area_id) as part,
            noted.partner_key,
            noted.period_end,
            noted.missing,
            noted.measure
        from dates
        inner join noted on dates.as_of >= noted.period_end
        where
            noted.missing is not null
            and not noted.holds_value
            and speaks_of(dimension, noted.target_group_id, noted.gender, noted.area_id)
    ),

    voices as materialized (
        select * from voices_of('periods', 'given')
    ),

    reported as (
        select * from reported_of('voices', 'owing', 'rhythm')
    ),

    -- The whole of every indicator in view; of the parts, those with a target, a value or a reason for none.
    listed as (
        select
            dates.as_of,
            in_view.indicator_id,
            '' as part
        from dates
        cross join in_view
        where dimension = 'whole'
        union
        select
            as_of,
            indicator_id,
            part
        from promised
        where dimension <> 'whole'
        union
        select
            as_of,
            indicator_id,
            part
        from voices
        where dimension <> 'whole'
    ),

    -- Which periods of whom each tier speaks of; without a partner, of everybody. An indicator without a target in this
    -- selection keeps one row, with an empty tier.
    yardsticks as materialized (
        select
            as_of,
            indicator_id,
            part,
            tier,
            null::varchar as partner_key,
            min(start_date) as start_date,
            case when count(due_date) = count(*) then max(due_date) end as due_date
        from promised
        where is_joint
        group by as_of, indicator_id, part, tier
        union all
        select
            as_of,
            indicator_id,
            part,
            tier,
            partner_key,
            start_date,
            due_date
        from promised
        where not is_joint
        union all
        select
            listed.as_of,
            listed.indicator_id,
            listed.part,
            null as tier,
            null as partner_key,
            null as start_date,
            null as due_date
        from listed
        anti join promised using (as_of, indicator_id, part)
    ),

    -- What each partner has of what a tier speaks of.
    contributed as materialized (
        select
            yardsticks.as_of,
            yardsticks.indicator_id,
            yardsticks.part,
            coalesce(yardsticks.tier, '') as tier_key,
            yardsticks.due_date,
            periods.measure,
            periods.over_partners,
            periods.multiplier,
            periods.reading,
            periods.is_primary,
            periods.counts,
            periods.partner_key,
            -- A flow of which one period is unknown is unknown.
            case when count(periods.value) = count(*) then sum(periods.value order by periods.value) end as value,
            sum(periods.low order by periods.low) as low,
            sum(periods.high order by periods.high) as high,
            sum(periods.numerator order by periods.numerator) as numerator,
            sum(periods.denominator order by periods.denominator) as denominator,
            min(periods.attributed_to) as attributed_to,
            max(periods.period_end) as day
        from yardsticks
        inner join periods
            on
                yardsticks.as_of = periods.as_of
                and yardsticks.indicator_id = periods.indicator_id
                and yardsticks.part = periods.part
                and coalesce(yardsticks.partner_key, periods.partner_key) = periods.partner_key
                and within_target(
                    periods.measure, periods.period_end, yardsticks.start_date, yardsticks.due_date
                )
        group by
            yardsticks.as_of, yardsticks.indicator_id, yardsticks.part, tier_key, yardsticks.due_date, periods.measure,
            periods.over_partners, periods.multiplier, periods.reading, periods.is_primary, periods.counts,
            periods.partner_key
    ),

    present as materialized (
        select *
        from
            present_in_tiers(
                'yardsticks', 'contributed', 'given', 'promised', 'silent', 'rhythm', dimension, partnership, known_at
            )
    ),

    standing as materialized (
        select * from standing_of_tiers('present')
    ),

    goals as (
        select * from goals_of_tiers('promised', 'present', 'standing', dimension, partnership, known_at)
    ),

    -- Unique people cannot be added: the truth lies between the largest single value and the sum.
    valued as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            reading,
            is_primary,
            counts,
            min(attributed_to) as attributed_to,
            combined_value(measure, over_partners, multiplier, value, numerator, denominator) as actual,
            case when measure = 'unique_people' then max(low) else actual end as low,
            case when measure = 'unique_people' then sum(high order by high) else actual end as high,
            case
                when actual is not null or measure = 'unique_people' then null
                when measure = 'ratio' then 'no_denominator'
                else 'not_combined'
            end as problem,
            case when measure = 'yes_no' then sum(value order by value) end as done,
            case when measure = 'yes_no' then count(*) end as spoken_of
        from contributed
        group by as_of, indicator_id, part, tier_key, measure, over_partners, multiplier, reading, is_primary, counts
    ),

    tiers as (
        select distinct
            as_of,
            indicator_id,
            part,
            coalesce(tier, '') as tier_key
        from yardsticks
    ),

    -- There is a share only where something is to be reached and the target lies that way from the baseline.
    compared as (
        select
            tiers.as_of,
            tiers.indicator_id,
            tiers.part,
            nullif(tiers.tier_key, '') as tier,
            in_view.measure,
            in_view.direction,
            in_view.in_pieces,
            combining_rule(in_view.measure, in_view.over_partners) as rule,
            goals.* exclude (as_of, indicator_id, part, tier_key, has_baseline),
            if(goals.has_baseline, goals.baseline_used, null) as baseline,
            coalesce(standing.any_recent, false) as any_recent,
            coalesce(standing.everyone_spoke, false) as everyone_spoke,
            coalesce(
                standing.who_speaks_for_all_is_in, if(rule = 'max', standing.any_recent, standing.everyone_is_in), false
            ) as is_whole,
            in_view.measure = 'flow' and coalesce(standing.has_gap, false) as has_gap,
            if(not goals.is_joint, coalesce(standing.promised_reported, 0), null) as promised_reported,
            if(goals.is_joint is null, null, coalesce(standing.partners_left, 0)) as partners_left,
            if(rule = 'sum', standing.target_left, null) as target_left,
            coalesce(standing.last_day, standing.word_end) as last_period_end,
            case goals.target_kind when 'bring_down_to' then -1 else 1 end as better,
            coalesce(
                in_view.measure <> 'narrative'
                and goals.target_kind in ('at_least', 'bring_down_to')
                and round((goals.target - goals.baseline_used) * better, 9) > 0,
                false
            ) as has_share,
            case
                when has_share then share_between(goals.expected, goals.baseline_used, goals.target)
            end as share_expected,
            valued.reading,
            coalesce(valued.is_primary, true) as is_primary,
            coalesce(valued.counts, true) as counts,
            valued.attributed_to,
            valued.actual,
            valued.low,
            valued.high,
            valued.problem,
            valued.done,
            valued.spoken_of,
            valued.reading is not null as has_value,
            case when valued.reading is null then standing.missing end as missing
        from tiers
        inner join in_view using (indicator_id)
        left join goals using (as_of, indicator_id, part, tier_key)
        left join standing using (as_of, indicator_id, part, tier_key)
        left join valued using (as_of, indicator_id, part, tier_key)
    ),

    per_tier as (
        select * from verdicts_of_tiers('compared', 'rhythm')
    )

    select
        per_tier.part,
        per_tier.as_of,
        partnership as partnership_id,
        in_view.indicator_id,
        in_view.activity_id,
        in_view.kind,
        in_view.level,
        in_view.unit,
        in_view.measure,
        in_view.direction,
        per_tier.tier,
        row_number() over (
            partition by per_tier.as_of, per_tier.indicator_id, per_tier.part order by tier_position(per_tier.tier)
        ) = 1 as is_headline,
        tier_row.target_kind,
        per_tier.actual,
        per_tier.actual_low,
        per_tier.actual_high,
        per_tier.done,
        case
            when per_tier.done is null then null
            when tier_row.rule = 'max' then 1
            else coalesce(tier_row.partners_with_target, per_tier.spoken_of)
        end as done_of,
        per_tier.readings,
        tier_row.baseline,
        tier_row.target,
        tier_row.expected,
        if(per_tier.share_low = per_tier.share_high, per_tier.share_low, null) as share_of_target,
        per_tier.share_low,
        per_tier.share_high,
        tier_row.share_expected,
        if(round(tier_row.share_expected, 9) > 0, per_tier.share_low / tier_row.share_expected, null) as pace_low,
        if(round(tier_row.share_expected, 9) > 0, per_tier.share_high / tier_row.share_expected, null) as pace_high,
        case
            when not per_tier.differs then per_tier.primary_state
            when per_tier.is_old then 'no_recent_report'
            else 'disputed'
        end as state,
        if(state = 'not_comparable', per_tier.primary_verdict, null) as state_reason,
        if(state = 'no_recent_report', per_tier.state_then, null) as state_then,
        tier_row.missing,
        coalesce(reported.partners_reported, 0) as partners_reported,
        expected_partners.partners_expected,
        coalesce(reported.partners_hidden, 0) as partners_hidden,
        coalesce(reported.partners_exempt, 0) as partners_exempt,
        coalesce(reported.others_reported, 0) as others_reported,
        tier_row.target_promised,
        tier_row.partners_with_target,
        tier_row.promised_reported,
        tier_row.partners_left,
        tier_row.target_left,
        tier_row.last_period_end,
        tier_row.start_date,
        tier_row.due_date,
        explained.said.words as explanation,
        explained.said.language as explanation_language
    from per_tier
    inner join in_view using (indicator_id)
    inner join expected_partners using (as_of)
    left join reported using (as_of, indicator_id, part)
    left join explained using (as_of, indicator_id, part);

create or replace macro attainment(partnership, as_ofs, known_at, partner) as table
    select * exclude (part)
    from attainment_of('whole', partnership, as_ofs, known_at, partner);

-- Each target group, area or gender by itself, by the same rules. Groups overlap and areas lie in one another: these
-- rows are never added.
create or replace macro part_attainment(dimension, partnership, as_ofs, known_at, partner) as table
    select
        part as part_id,
        * exclude (part)
    from attainment_of(dimension, partnership, as_ofs, known_at, partner);
