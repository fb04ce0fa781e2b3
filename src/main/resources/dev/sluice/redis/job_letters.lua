-- What a session was told of its jobs.
-- ARGV     mailbox, number of the letter to begin behind, how many at most
-- returns  the last number that was given out, then the letters
local last = tonumber(redis.call('GET', at('boxseq:' .. ARGV[OWN])) or 0)
local key = at('box:' .. ARGV[OWN])
local from = math.max(0, tonumber(ARGV[OWN + 1]) - (last - redis.call('LLEN', key)))
local answer = {n(last)}
for _, letter in ipairs(redis.call('LRANGE', key, from, from + tonumber(ARGV[OWN + 2]) - 1)) do
  table.insert(answer, letter)
end
return answer
