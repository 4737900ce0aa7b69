package dev.whetstone.gateway.model;

import dev.whetstone.artifacts.TreeDigest;
import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.LoadOptions;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.gateway.edge.ErrorCode;
import dev.whetstone.gateway.edge.RequestRefused;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import org.jboss.logging.Logger;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Loads the base in the background, so that liveness answers meanwhile. A base that cannot be loaded ends the process: a gateway without
 * one has nothing to serve.
 */
@ApplicationScoped
public class BaseModel {

    private static final Logger LOG = Logger.getLogger(BaseModel.class);
    private static final int EXIT_FAILURE = 3;

    private final BaseModelConfig config;
    private final EngineConfig engine;
    private final LoaderThread loader;
    private final CompletableFuture<LoadedBase> loaded = new CompletableFuture<>();

    BaseModel(BaseModelConfig config, EngineConfig engine, LoaderThread loader) {
        this.config = config;
        this.engine = engine;
        this.loader = loader;
    }

    void start(@Observes StartupEvent started) {
        loader.execute(this::load);
    }

    private void load() {
        try {
            long began = System.nanoTime();
            LoadedBase base = open();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            LOG.infof(
                    "base model loaded name=%s digest=%s took=%s longest=%d %s",
                    base.name(),
                    base.digest().brief(),
                    took,
                    base.longest(),
                    base.model().description());
            loaded.complete(base);
        } catch (RuntimeException | LinkageError e) {
            LOG.errorf(
                    e,
                    "whetstone.base-model.directory=%s cannot be served (whetstone.base-model.weights=%s): %s",
                    config.directory(),
                    config.weights().name().toLowerCase(Locale.ROOT),
                    e.getMessage());
            loaded.completeExceptionally(e);
            Quarkus.asyncExit(EXIT_FAILURE);
        }
    }

    private LoadedBase open() {
        if (!Files.isRegularFile(config.directory().resolve(ModelConfig.FILE_NAME))) {
            throw new IllegalArgumentException("whetstone.base-model.directory: expected a Hugging Face model directory"
                    + " with config.json, safetensors, tokenizer.json and a chat template, but got "
                    + config.directory());
        }
        BaseIdentity identity = new BaseIdentity(TreeDigest.of(config.directory()), config.weights());
        LoadOptions options =
                LoadOptions.serving(engine.precision(), engine.threads()).with(config.weights());
        LanguageModel model = LanguageModel.load(config.directory(), options);
        long budget = engine.kvBudget().asLongValue();
        int longest = KeyValueBudget.longestSequence(
                model.keyValueMemory(), model.contextLength(), budget, engine.maxBatch());
        GenerationScheduler scheduler = new GenerationScheduler(
                model, new SchedulerOptions(engine.maxBatch(), engine.queueCapacity(), longest).withCacheBytes(budget));
        return new LoadedBase(config.name(), identity, model, scheduler, longest);
    }

    public String name() {
        return config.name();
    }

    public Optional<LoadedBase> find() {
        return loaded.isCompletedExceptionally() ? Optional.empty() : Optional.ofNullable(loaded.getNow(null));
    }

    /** @throws RequestRefused while it is being loaded */
    public LoadedBase require() {
        return find().orElseThrow(() -> RequestRefused.busy(
                ErrorCode.NOT_READY, "the base model is still being loaded; try again", Duration.ofSeconds(2)));
    }

    /** Runs {@code then} once the base can answer. */
    public void whenLoaded(Runnable then) {
        loaded.thenRun(then);
    }

    @PreDestroy
    void stop() {
        find().ifPresent(base -> {
            base.scheduler().close();
            base.model().close();
        });
    }
}
