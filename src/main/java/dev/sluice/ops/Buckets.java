package dev.sluice.ops;

import java.time.Duration;
import java.util.Arrays;

/** Upper bounds of a histogram's buckets, in seconds or in whatever is counted. */
record Buckets(double... bounds) {
    /** Of whole answers and of what comes before them. */
    static final Buckets LATENCY = new Buckets(.1, .25, .5, 1, 2.5, 5, 10);

    /** Of what should take next to no time. */
    static final Buckets BRIEF = new Buckets(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10);

    static final Buckets LAG = new Buckets(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5);
    static final Buckets WAIT = new Buckets(.001, .01, .1, .25, .5, 1, 2.5, 5, 10, 30);

    /** Of what may wait for hours. */
    static final Buckets LONG = new Buckets(.1, 1, 10, 60, 600, 3600, 21600);

    // What follows is as OpenTelemetry's semantic conventions for generative AI metrics advise.

    static final Buckets GEN_AI_DURATION =
            new Buckets(.01, .02, .04, .08, .16, .32, .64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    static final Buckets GEN_AI_FIRST_TOKEN =
            new Buckets(.001, .005, .01, .02, .04, .06, .08, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10);
    static final Buckets GEN_AI_PER_TOKEN = new Buckets(.01, .025, .05, .075, .1, .15, .2, .3, .4, .5, .75, 1, 2.5);
    static final Buckets GEN_AI_TOKENS =
            new Buckets(1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864);

    Duration[] durations() {
        return Arrays.stream(bounds)
                .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                .toArray(Duration[]::new);
    }
}
