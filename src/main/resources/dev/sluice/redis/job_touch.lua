-- What is done to one job from outside.
-- ARGV     what: find, cancel, requeue, purge; id
-- returns  nil where there is no such job; for requeue of one that is not dead its status; otherwise the job as it is then, for purge 1
--          or 0
local what, job = ARGV[OWN], load(ARGV[OWN + 1])
if what == 'purge' then
  if not job or job.st ~= 'dead' then return 0 end
  forget(job)
  return 1
end
if not job then return false end
if what == 'cancel' and (job.st == 'queued' or job.st == 'running') then
  count('cancelled', 1)
  change(job, {st = 'cancelled', till = now + resultKept, due = 0, ended = now})
elseif what == 'requeue' then
  if job.st ~= 'dead' then return job.st end
  fault(job.id, nil)
  change(job, {st = 'queued', rank = now + (job.prio - 1) * quantum, due = now, deadline = now + taskKept,
    till = now + taskKept, started = 0, ended = 0, tries = 0})
end
return whole(job.id)
