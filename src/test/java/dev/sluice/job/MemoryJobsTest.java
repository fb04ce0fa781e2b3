package dev.sluice.job;

import dev.sluice.model.Time;
import dev.sluice.model.job.JobStore;
import dev.sluice.model.job.JobTerms;

final class MemoryJobsTest extends JobStoreModelTest {
    @Override
    protected JobStore store(JobTerms terms, Time time) {
        return new MemoryJobs(terms, time);
    }

    @Override
    protected int operations() {
        return 4_000;
    }
}
