-- Question: Stores that figures were published: of which partnership, up to which day, as known when.
-- Parameters: $submission_id (integer), $received_at (timestamp), $publication_id (text), $partnership_id (text),
--     $as_of (date), $known_at (timestamp), $title (text)
-- Columns: none
insert into publications (submission_id, published_at, publication_id, partnership_id, as_of, known_at, title)
values ($submission_id, $received_at, $publication_id, $partnership_id, $as_of, $known_at, $title)
