-- The stream that tells an answer still does; also where this was forgotten. KEYS: the stream. ARGV: the caller's stream, lease in ms.
local running = redis.call('GET', KEYS[1])
if running and running ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
