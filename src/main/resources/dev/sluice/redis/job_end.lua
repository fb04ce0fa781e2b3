-- Ends a worker's turn.
-- ARGV     id, turn, how: completed and the result; retried and code, message, retryable, due; buried and the first three; postponed
--          and due
-- returns  1; 0 where the job was not the worker's any more
local job = load(ARGV[OWN])
if not job or job.st ~= 'running' or job.turn ~= tonumber(ARGV[OWN + 1]) then return 0 end
local how, first = ARGV[OWN + 2], OWN + 3
if how == 'completed' then
  completed(job, ARGV[first])
elseif how == 'postponed' then
  change(job, {st = 'queued', till = job.deadline, due = tonumber(ARGV[first]), ended = 0, tries = job.tries - 1})
else
  fault(job.id, ARGV[first], ARGV[first + 1], ARGV[first + 2])
  if how == 'retried' then
    retried(job, tonumber(ARGV[first + 3]))
  else
    count('failed', 1)
    buried(job)
  end
end
return 1
