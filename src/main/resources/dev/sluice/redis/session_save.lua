-- Stores the next state of a session, if what is stored is the one that it follows, and tells all nodes.
-- KEYS: the session. ARGV: mark of what it follows, '' for nothing; its own mark; the state; time to live in milliseconds;
-- channel and message for the nodes.
-- {'same'} where it was done; otherwise as session_read: nil, {'ended'}, {'found', state}.
local stored = redis.call('HMGET', KEYS[1], 'mark', 'state')
if stored[1] == 'ended' then return {'ended'} end
if (stored[1] or '') ~= ARGV[1] then
  if not stored[1] then return false end
  return {'found', stored[2] or ''}
end
redis.call('HSET', KEYS[1], 'mark', ARGV[2], 'state', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return {'same'}
