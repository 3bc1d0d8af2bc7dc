-- Question: Has anything been handed in or withdrawn since a page last looked? Changes with every write.
-- Parameters: none
-- Columns: stamp
select
    (select count(*) from submissions) || '-' || (select coalesce(max(submission_id), 0) from submissions)
    || '-' || (select count(*) from withdrawals) || '-' || (select count(*) from decisions) as stamp
