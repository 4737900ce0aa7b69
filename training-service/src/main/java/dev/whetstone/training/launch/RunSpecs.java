package dev.whetstone.training.launch;

import dev.whetstone.artifacts.StoreSettings;
import dev.whetstone.training.evidence.KnownDataset;
import dev.whetstone.training.evidence.TuningEvidence;
import dev.whetstone.training.job.RunLedger.Claim;
import dev.whetstone.training.worker.RunSpec;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.nio.file.Path;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/** Makes a claim into the file that a worker reads. No sealing key is among it: test and regression samples stay closed to it. */
@Startup
@ApplicationScoped
class RunSpecs {

    private final WorkerConfig config;
    private final StoreSettings artifacts;
    private final Path baseModel;
    private final String bootstrapServers;

    RunSpecs(
            WorkerConfig config,
            Config settings,
            @ConfigProperty(name = "whetstone.base-model.directory") Path baseModel,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.config = config;
        this.artifacts = StoreSettings.from(name -> settings.getOptionalValue(name, String.class));
        this.baseModel = baseModel.toAbsolutePath();
        this.bootstrapServers = bootstrapServers;
    }

    @Transactional
    RunSpec of(Claim claim) {
        KnownDataset dataset = KnownDataset.find(claim.job().task(), claim.job().dataset())
                .orElseThrow(() -> new IllegalStateException("dataset version "
                        + claim.job().dataset() + " of job " + claim.job().id() + " is not known any more"));
        TuningEvidence evidence = TuningEvidence.findLatest(
                        claim.job().task(), claim.job().dataset())
                .orElseThrow(() -> new IllegalStateException(
                        "the decision that job " + claim.job().id() + " cites is not known any more"));
        return new RunSpec(
                claim.job().task(),
                claim.job().id(),
                claim.run().id(),
                claim.attempt(),
                claim.token(),
                baseModel,
                evidence.base(),
                claim.job().dataset(),
                dataset.train(),
                dataset.validation(),
                claim.job().settings().recipe(),
                claim.run().seed(),
                claim.run().checkpoint(),
                artifacts,
                config.workDirectory()
                        .toAbsolutePath()
                        .resolve(claim.run().id().toString())
                        .resolve("attempt-" + claim.attempt()),
                bootstrapServers,
                config.worker().threads(),
                claim.trace());
    }
}
