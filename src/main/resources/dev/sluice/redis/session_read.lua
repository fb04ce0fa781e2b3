-- What is stored of a session, unless the caller has it already.
-- KEYS: the session. ARGV: mark of what the caller has; time to live from now on in milliseconds, 0 to leave it.
-- Nil where nothing is stored; {'ended'}; {'same'}; {'found', state}.
local stored = redis.call('HMGET', KEYS[1], 'mark', 'state')
if not stored[1] then return false end
if stored[1] == 'ended' then return {'ended'} end
if ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if stored[1] == ARGV[1] then return {'same'} end
return {'found', stored[2] or ''}
