-- Recipes, evidence and dataset versions are copies of what others said; jobs, runs and attempts are this service's truth.
create table stored_recipe (
    task        text primary key,
    settings    jsonb not null,
    digest      text not null,
    changed_at  timestamptz not null
);

create table known_dataset (
    task        text not null,
    version     text not null,
    number      integer not null,
    train       jsonb not null,
    validation  jsonb not null,
    primary key (task, version)
);

create table tuning_evidence (
    decision    uuid primary key,
    task        text not null,
    dataset     text not null,
    base        text not null,
    outcome     text not null,
    decided_at  timestamptz not null
);
create index tuning_evidence_of_dataset on tuning_evidence (task, dataset);

create table training_job (
    id              uuid primary key,
    task            text not null,
    dataset         text not null,
    train_digest    text not null,
    recipe_digest   text not null,
    settings        jsonb not null,
    decision        uuid not null,
    trigger         text not null,
    status          text not null,
    created_at      timestamptz not null,
    finished_at     timestamptz,
    best_run        uuid,
    failure_reason  text,
    message         text,
    version         integer not null
);
create index training_job_of_task on training_job (task, created_at);
-- One at a time for each task, whatever raced to start the second.
create unique index training_job_active on training_job (task) where status in ('QUEUED', 'RUNNING');

create sequence fencing_token;

create table training_run (
    id               uuid primary key,
    job              uuid not null references training_job (id),
    ordinal          integer not null,
    seed             bigint not null,
    status           text not null,
    attempts         integer not null,
    charged_attempts integer not null,
    fencing_token    bigint not null,
    lease_holder     text,
    lease_until      timestamptz,
    step             bigint not null,
    steps            bigint not null,
    remaining_seconds double precision,
    checkpoint       jsonb,
    checkpoint_step  bigint,
    adapter          jsonb,
    receipt          jsonb,
    validation_loss  double precision,
    best_step        bigint,
    outcome          text,
    message          text,
    version          integer not null
);
create index training_run_of_job on training_run (job);
create index training_run_claimable on training_run (status, lease_until);

create table attempt (
    run         uuid not null references training_run (id),
    number      integer not null,
    token       bigint not null,
    started_at  timestamptz not null,
    ended_at    timestamptz,
    outcome     text,
    primary key (run, number)
);

create table curve_point (
    run               uuid not null references training_run (id),
    step              bigint not null,
    loss              double precision not null,
    validation_loss   double precision,
    tokens_per_second double precision not null,
    primary key (run, step)
);

create table retraining_trigger (
    task        text primary key,
    cause       text not null,
    due_at      timestamptz not null,
    waits_for   text
);
