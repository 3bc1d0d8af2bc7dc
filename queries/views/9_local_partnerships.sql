-- Question: Who sits in each local partnership of a programme? What rule R07 judges.
-- Parameters: macro arguments: judged_on (date: the day whose partners count), known_at (timestamp)
-- Columns: is_partner: none (a scalar macro); composition_limits: partnership_id, stated_fewest,
--     stated_most, states_a_range, fewest, most;
--     compositions: partnership_id, parent_id, fewest, most, partners, employment_services, local_authorities,
--     size_reason, size_kept, employment_service_kept, local_authority_kept (null where no partners are listed)

-- Whether an organisation with this role is a partner: who pays, supports or watches is not.
create or replace macro is_partner(role) as
role not in (
    'match_funder', 'funder', 'managing_authority', 'quality_coach', 'support_desk', 'preparation_team',
    'communication_channel', 'continuation_partner', 'stakeholder'
);

-- Per programme that counts its partnerships: how many partners each may have, as it states, else 2 to 12.
create or replace macro composition_limits(known_at) as table
    select
        partnership_id,
        max(value) filter (where counted = 'fewest_partners') as stated_fewest,
        max(value) filter (where counted = 'most_partners') as stated_most,
        coalesce(stated_fewest < stated_most, false) as states_a_range,
        case when states_a_range then stated_fewest else 2 end as fewest,
        case when states_a_range then stated_most else 12 end as most
    from current_rows('coverage_statistics', known_at)
    group by partnership_id;

-- One row per formed local partnership. After the end of a partnership the partners of its last day count.
create or replace macro compositions(judged_on, known_at) as table
    with local_partnerships as (
        select
            partnerships.partnership_id,
            partnerships.parent_id,
            limits.fewest,
            limits.most,
            least(cast(judged_on as date), partnerships.end_date) as judged_on_day
        from current_rows('partnerships', known_at) as partnerships
        inner join composition_limits(known_at) as limits on partnerships.parent_id = limits.partnership_id
        -- Until the partnership is formed it cannot be complete.
        where partnerships.stage not in ('preliminary_idea', 'area_and_needs', 'matching')
    ),

    composed as (
        select
            local_partnerships.partnership_id,
            local_partnerships.parent_id,
            local_partnerships.fewest,
            local_partnerships.most,
            count(distinct organisations.organisation_id) as partners,
            count(distinct organisations.organisation_id) filter (
                where organisation_type_counts_as(organisations.type) = 'employment_service'
            ) as employment_services,
            count(distinct organisations.organisation_id) filter (
                where organisation_type_counts_as(organisations.type) = 'local_authority'
            ) as local_authorities
        from local_partnerships
        left join current_rows('partners', known_at) as partners
            on
                local_partnerships.partnership_id = partners.partnership_id
                and coalesce(local_partnerships.judged_on_day >= partners.date_joined, true)
                and coalesce(local_partnerships.judged_on_day <= partners.date_left, true)
                and is_partner(partners.role)
        left join current_rows('organisations', known_at) as organisations
            on partners.organisation_id = organisations.organisation_id
        group by all
    )

    select
        *,
        case
            when partners between 1 and fewest - 1 then 'too_few_partners'
            when partners > most then 'too_many_partners'
        end as size_reason,
        case when partners > 0 then size_reason is null end as size_kept,
        case when partners > 0 then employment_services > 0 end as employment_service_kept,
        case when partners > 0 then local_authorities > 0 end as local_authority_kept
    from composed;
