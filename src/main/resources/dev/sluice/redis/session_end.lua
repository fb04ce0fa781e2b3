-- Ends a session. A mark stays for its time to live, so that no node that has not heard of it takes the session for lost.
-- KEYS: the session. ARGV: time to live of the mark in milliseconds; channel and message for the nodes.
if redis.call('HGET', KEYS[1], 'mark') == 'ended' then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'mark', 'ended')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
