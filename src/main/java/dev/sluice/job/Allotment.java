package dev.sluice.job;

import dev.sluice.model.Principal;
import dev.sluice.model.job.JobLimits;
import dev.sluice.model.job.JobLimits.Limit;
import dev.sluice.model.job.JobRefusals;
import dev.sluice.model.job.JobStatus;
import dev.sluice.model.job.NewJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether new jobs fit into a memory store, all of them or none. Looks and changes nothing. Guarded by its store. */
final class Allotment {
    private record Owner(String tenant, String user) {}

    /** What one user's new jobs add up to. */
    private record Share(Principal who, int jobs, long bytes) {
        Share and(Share other) {
            return new Share(who, jobs + other.jobs, bytes + other.bytes);
        }
    }

    private final JobIndex index;
    private final JobLimits limits;

    Allotment(JobIndex index, JobLimits limits) {
        this.index = index;
        this.limits = limits;
    }

    /** Fails as {@link JobRefusals#over} says, with the first limit that is met. */
    void admit(List<NewJob> fresh) {
        Map<Owner, Share> shares = new LinkedHashMap<>();
        long bytes = 0;
        for (NewJob order : fresh) {
            Principal who = order.owner();
            shares.merge(new Owner(who.tenant(), who.user()), new Share(who, 1, order.bytes()), Share::and);
            bytes += order.bytes();
        }
        for (Share share : shares.values()) {
            within(Limit.USER_QUEUED, index.queued(share.who), share.jobs);
            within(Limit.USER_BYTES, index.bytes(share.who), share.bytes);
        }
        if (fresh.isEmpty()) return;
        within(Limit.QUEUED, index.size(JobStatus.QUEUED), fresh.size());
        within(Limit.JOBS, index.size(), fresh.size());
        within(Limit.BYTES, index.bytes(), bytes);
    }

    private void within(Limit limit, long held, long came) {
        if (held + came > limits.of(limit)) throw JobRefusals.over(limit, held, came, limits);
    }
}
