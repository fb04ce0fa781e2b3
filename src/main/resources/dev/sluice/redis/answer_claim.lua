-- What there is of an answer that several nodes may share; where there is nothing, the caller's stream is noted as the one that tells it.
-- KEYS: the kept answer; the stream that tells it now. ARGV: the caller's stream, one whose place is free ('' for none), lease in ms.
-- Yields 'kept' and the answer; 'running' and the stream; or 'yours'.
local kept = redis.call('GET', KEYS[1])
if kept then return {'kept', kept} end
local running = redis.call('GET', KEYS[2])
if running and running ~= ARGV[1] and running ~= ARGV[2] then return {'running', running} end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
return {'yours'}
