-- Question: What was agreed in all meetings, the overdue first: who must act by when, what did they answer, which
--     effect is expected, and when is looked again?
-- Parameters: $partnership (text), $today (date: the day that is looked from), $figures_until (date: the last day of
--     the figures that are shown), $known_at (timestamp), $language (text)
-- Columns: recommendation_id, text, text_language, kind, meeting_id, meeting_kind, meeting_date, meeting_as_of,
--     meeting_known_at, owner_id, owner, due_date, state, state_reason, age_days, age_months, is_overdue, late_days,
--     late_months, response, response_reason, indicator_id, indicator, unit, expected_effect, expected_direction,
--     look_again_on, looked_on (the day whose figures are held beside those of the meeting), is_too_early, effect_seen,
--     language, looked_again (not_due, not_yet, in_time, late, or noted: when is not known), others, versions
with standing as (
    select *
    from standing_versions('recommendations', $partnership, $known_at)
    where kind in ('agreement', 'recommendation') and meeting_id is not null
    -- Where two wrote at once, the later; the page of the meeting shows both.
    window
        of_agreement as (
            partition by recommendation_id
            order by submission_id desc, file_number desc, source_row desc
        )
    qualify row_number() over of_agreement = 1
),

meetings as (
    select
        meeting_id,
        kind,
        meeting_date,
        as_of,
        known_at
    from current_rows_of('meetings', $partnership, $known_at)
    where meeting_date <= $today
),

-- When what came of it was first written down in Peil; a file does not tell.
noted as (
    select
        stored.recommendation_id,
        min(known.received_at)::date as noted_on
    from recommendations as stored
    inner join known_submissions($known_at) as known using (submission_id)
    where stored.partnership_id = $partnership and stored.effect_seen is not null and known.kind = 'record'
    group by stored.recommendation_id
),

agreed as (
    select
        here.*,
        meetings.kind as meeting_kind,
        meetings.meeting_date,
        meetings.as_of as meeting_as_of,
        try_cast(meetings.known_at as timestamp) as meeting_known_at,
        noted.noted_on,
        least(coalesce(here.look_again_on, $figures_until), $figures_until)::date as looked_on
    from recommendations_read($language, 'standing') as here
    inner join meetings on here.meeting_id = meetings.meeting_id
    left join noted on here.recommendation_id = noted.recommendation_id
),

others as (
    select
        agreed.recommendation_id,
        list(other.text order by other.meeting_date, other.recommendation_id) as others
    from agreed
    inner join agreed as other
        on
            agreed.indicator_id = other.indicator_id
            and agreed.recommendation_id <> other.recommendation_id
            and agreed.looked_on >= other.meeting_date
            and coalesce(other.due_date, other.meeting_date) >= agreed.meeting_date
    group by agreed.recommendation_id
)

select
    agreed.recommendation_id,
    agreed.text,
    agreed.text_language,
    agreed.kind,
    agreed.meeting_id,
    agreed.meeting_kind,
    agreed.meeting_date,
    agreed.meeting_as_of,
    agreed.meeting_known_at,
    agreed.owner_id,
    organisations.name as owner,
    agreed.due_date,
    agreed.state,
    agreed.state_reason,
    $today::date - agreed.meeting_date as age_days,
    round(age_days / 30.4)::integer as age_months,
    coalesce(agreed.due_date < $today and agreed.state in ('open', 'in_progress'), false) as is_overdue,
    case when is_overdue then $today::date - agreed.due_date end as late_days,
    round(late_days / 30.4)::integer as late_months,
    agreed.response,
    agreed.response_reason,
    agreed.indicator_id,
    coalesce(indicators.name, agreed.indicator_id) as indicator,
    indicators.unit,
    agreed.expected_effect,
    case when agreed.expected_effect > 0 then 'more' when agreed.expected_effect < 0 then 'less' end
        as expected_direction,
    agreed.look_again_on,
    agreed.looked_on,
    coalesce(agreed.look_again_on > $figures_until, false)
    or agreed.looked_on <= coalesce(agreed.meeting_as_of, agreed.meeting_date) as is_too_early,
    agreed.effect_seen,
    agreed.language,
    case
        when agreed.look_again_on is null then null
        when agreed.effect_seen is null then if(agreed.look_again_on <= $today, 'not_yet', 'not_due')
        when agreed.noted_on is null then 'noted'
        when agreed.noted_on <= agreed.look_again_on then 'in_time'
        else 'late'
    end as looked_again,
    coalesce(others.others, []) as others,
    agreed.versions
from agreed
left join others on agreed.recommendation_id = others.recommendation_id
left join organisations_in($language, $known_at) as organisations on agreed.owner_id = organisations.organisation_id
left join indicators_in($language, $known_at) as indicators on agreed.indicator_id = indicators.indicator_id
order by
    is_overdue desc,
    agreed.state not in ('open', 'in_progress'),
    agreed.due_date nulls last,
    agreed.meeting_date,
    agreed.recommendation_id
