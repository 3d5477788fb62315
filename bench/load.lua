-- For wrk: asks for the paths of the file that BENCH_PATHS names, each once, every thread for a share of its own. Prints one
-- line of JSON at the end.
local threads = {}

function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end

function init()
  paths = {}
  local line_number = 0
  local step = tonumber(os.getenv("BENCH_THREADS"))
  for line in io.lines(os.getenv("BENCH_PATHS")) do
    line_number = line_number + 1
    if line_number % step == number - 1 then table.insert(paths, line) end
  end
  asked = 0
end

function request()
  asked = asked + 1
  return wrk.format("GET", paths[(asked - 1) % #paths + 1])
end

function done(summary, latency)
  local e = summary.errors
  local asked_most = 0
  for _, thread in ipairs(threads) do
    asked_most = math.max(asked_most, thread:get("asked"))
  end
  print(string.format(
    '{"requests": %d, "microseconds": %d, "bytes": %d, "failed": %d, "p50": %d, "p99": %d, "asked_most": %d}',
    summary.requests, summary.duration, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), asked_most))
end
