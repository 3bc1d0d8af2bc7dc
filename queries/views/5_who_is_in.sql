-- Question: Of whom is there a value, whose is recent, and who is still awaited? See docs/attainment.md 4, 7 and 9.
-- Parameters: macro arguments: names (texts) of common table expressions of attainment_of: periods, given, voices,
--     owing, rhythm, yardsticks, contributed, promised, present; dimension (text), partnership (text), known_at
--     (timestamp)
-- Columns: voices_of: as_of, indicator_id, part, partner_key, last_period_end, word; reported_of: as_of,
--     indicator_id, part, partners_reported, others_reported, partners_hidden, partners_exempt; present_in_tiers:
--     as_of, indicator_id, part, tier_key, partner_key, day, due_date, promise, must_report, last_word, word_end,
--     leaves_out, left_on, has_left, is_recent, is_excused, is_awaited; standing_of_tiers: as_of, indicator_id, part,
--     tier_key, last_day, any_recent, everyone_spoke, everyone_is_in, who_speaks_for_all_is_in, missing, word_end,
--     has_gap, promised_reported, partners_left, target_left

-- Of several reasons for a missing value the last of these is told: that a number was hidden, before all others.
create or replace macro missing_position(missing) as
list_position(['not_applicable', 'not_due', 'missing', 'hidden'], missing);

-- The last period with a value of each partner; without any, its last word.
create or replace macro voices_of(periods, given) as table
    select
        as_of,
        indicator_id,
        part,
        partner_key,
        max(last_period_end) as last_period_end,
        arg_max(missing, (period_end, missing_position(missing))) filter (where missing is not null) as word
    from (
        select
            as_of,
            indicator_id,
            part,
            partner_key,
            last_period_end
        from query_table(periods) as periods
        union all by name
        select * exclude (measure)
        from query_table(given) as given
    ) as said
    group by as_of, indicator_id, part, partner_key;

-- Whoever has a value without owing a report stands apart, so that "n of m" stays true.
create or replace macro reported_of(voices, owing, rhythm) as table
    select
        voices.as_of,
        voices.indicator_id,
        voices.part,
        count(*) filter (
            where
            owing.as_of is not null
            and voices.last_period_end
            > window_after(least(voices.as_of, reporting.end_date), reporting.months)
        ) as partners_reported,
        count(*) filter (
            where owing.as_of is null and voices.last_period_end is not null and voices.partner_key <> ''
        ) as others_reported,
        count(*) filter (
            where owing.as_of is not null and voices.last_period_end is null and voices.word = 'hidden'
        ) as partners_hidden,
        count(*) filter (
            where
            owing.as_of is not null
            and voices.last_period_end is null
            and voices.word in ('not_due', 'not_applicable')
        ) as partners_exempt
    from query_table(voices) as voices
    cross join query_table(rhythm) as reporting
    left join query_table(owing) as owing using (as_of, partner_key)
    group by voices.as_of, voices.indicator_id, voices.part;

-- A value is recent while no later report is due. On the due date it has to speak of that day.
create or replace macro present_in_tiers(
    yardsticks, contributed, given, promised, silent, rhythm, dimension, partnership, known_at
) as table
    -- Everybody that a tier has to do with: who has a value in its period, who gives a reason there, who promised a
    -- part of it, and, for a target of the whole, who is silent.
    with mentioned as (
        select
            as_of,
            indicator_id,
            part,
            tier_key,
            partner_key,
            due_date,
            day
        from query_table(contributed) as contributed
        union all by name
        select
            yardsticks.as_of,
            yardsticks.indicator_id,
            yardsticks.part,
            coalesce(yardsticks.tier, '') as tier_key,
            given.partner_key,
            given.period_end as word_end,
            given.missing as word
        from query_table(yardsticks) as yardsticks
        inner join query_table(given) as given
            on
                yardsticks.as_of = given.as_of
                and yardsticks.indicator_id = given.indicator_id
                and yardsticks.part = given.part
                and coalesce(yardsticks.partner_key, given.partner_key) = given.partner_key
                and within_target(
                    given.measure, given.period_end, yardsticks.start_date, yardsticks.due_date
                )
        union all by name
        select
            as_of,
            indicator_id,
            part,
            tier as tier_key,
            partner_key,
            target as promise
        from query_table(promised) as promised
        where not is_joint
        union all by name
        select
            promised.as_of,
            promised.indicator_id,
            promised.part,
            promised.tier as tier_key,
            silent.partner_key,
            true as must_report
        from query_table(promised) as promised
        inner join query_table(silent) as silent using (as_of)
        -- Nobody knows who has to report on a part. Of what several report of one and the same thing, one is enough.
        where
            promised.whole_given
            and dimension = 'whole'
            and combining_rule(promised.measure, promised.over_partners) is distinct from 'max'
    ),

    people as (
        select
            mentioned.as_of,
            mentioned.indicator_id,
            mentioned.part,
            mentioned.tier_key,
            mentioned.partner_key,
            max(mentioned.day) as day,
            max(mentioned.due_date) as due_date,
            max(mentioned.promise) as promise,
            coalesce(bool_or(mentioned.must_report), false) as must_report,
            arg_max(mentioned.word, (mentioned.word_end, missing_position(mentioned.word)))
            filter (where mentioned.word is not null) as last_word,
            max(mentioned.word_end) as word_end,
            coalesce(bool_or(mentioned.word in ('hidden', 'missing')), false) as leaves_out,
            any_value(members.left_on) as left_on
        from mentioned
        left join members(partnership, known_at) as members using (partner_key)
        group by
            mentioned.as_of, mentioned.indicator_id, mentioned.part, mentioned.tier_key, mentioned.partner_key
    )

    select
        people.*,
        coalesce(people.left_on < people.as_of, false) as has_left,
        coalesce(
            case
                when least(people.as_of, people.left_on) >= people.due_date then people.day >= people.due_date
                else
                    people.day
                    > window_after(least(people.as_of, people.left_on, reporting.end_date), reporting.months)
            end,
            false
        ) as is_recent,
        coalesce(people.day is null and people.last_word in ('not_due', 'not_applicable'), false) as is_excused,
        people.must_report
        or (
            not has_left and (people.promise is not null or people.day is not null or people.last_word is not null)
        ) as is_awaited
    from people
    cross join query_table(rhythm) as reporting;

create or replace macro standing_of_tiers(present) as table
    select
        as_of,
        indicator_id,
        part,
        tier_key,
        max(day) as last_day,
        coalesce(bool_or(is_recent) filter (where is_awaited), false) as any_recent,
        coalesce(bool_and(day is not null or is_excused) filter (where is_awaited), false) as everyone_spoke,
        coalesce(bool_and(is_recent or is_excused) filter (where is_awaited), false) as everyone_is_in,
        bool_or(is_recent) filter (where partner_key = '' and day is not null) as who_speaks_for_all_is_in,
        arg_max(last_word, missing_position(last_word)) filter (where day is null and last_word is not null)
            as missing,
        max(word_end) filter (where day is null) as word_end,
        coalesce(bool_or(day is not null and leaves_out), false) as has_gap,
        count(*) filter (where promise is not null and is_recent) as promised_reported,
        count(*) filter (where promise is not null and has_left) as partners_left,
        sum(promise order by promise) filter (where has_left) as target_left
    from query_table(present) as present
    group by as_of, indicator_id, part, tier_key;
