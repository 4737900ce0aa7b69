package dev.whetstone.engine.train;

import dev.whetstone.engine.LanguageModel;
import dev.whetstone.engine.adapter.PeftConfig;
import dev.whetstone.engine.torch.Backend;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/** One run: step, evaluate, save, until the steps, the patience or the listener end it. */
final class TrainingRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
    private static final int HIGH_STEPS_MEAN_DIVERGED = 3;

    private final LanguageModel base;
    private final LoraRecipe recipe;
    private final TrainingData data;
    private final EpochOrder order;
    private final List<Lesson> validation;
    private final WorkDirectory directory;
    private final TrainingListener listener;
    private final LoraParameters parameters;
    private final AdamW optimizer;
    private final PassMath math;
    private final PassWorkers workers;
    private final GradientShares shares;
    private final BatchLoss loss;
    private final Schedule schedule;
    private final Patience patience;
    private final long steps;
    private final long warmupSteps;
    private final Stopwatch stopwatch = new Stopwatch();

    TrainingRun(
            LanguageModel base,
            LoraRecipe recipe,
            Objective objective,
            TrainingData data,
            WorkDirectory directory,
            TrainingListener listener) {
        this.base = base;
        this.recipe = recipe;
        this.data = data;
        this.directory = directory;
        this.listener = listener;
        TrainingPlan plan = plan(base, recipe, data, directory.findWorkers());
        LOG.info("training takes {}", plan);
        this.parameters = LoraParameters.of(base, recipe, data.beginning());
        this.optimizer =
                new AdamW(parameters.values(), recipe.optimizer().weightDecay(), parameters.rates(recipe.optimizer()));
        this.workers = PassWorkers.of(plan.workers());
        this.shares = new GradientShares(parameters, workers.count());
        this.math = PassMath.of(base.network(), plan.orders());
        TrainingNetwork network = new TrainingNetwork(base.network(), parameters, plan.recomputes(), math);
        this.loss = new BatchLoss(objective, network, workers);
        // Before any checkpoint is restored: what lessons refer to is the model that training begins with.
        this.validation = loss.referred(data.validation());
        this.order = new EpochOrder(loss.referred(data.training()), recipe.batchSize(), recipe.epochs(), recipe.seed());
        this.schedule = Schedule.require(recipe.optimizer().schedule());
        this.patience = new Patience(recipe.patience(), recipe.minimumChange());
        this.steps = order.steps();
        this.warmupSteps = Math.round(recipe.optimizer().warmupShare() * steps);
    }

    /**
     * On a device of its own it is not known what is left.
     *
     * @param before workers of a run that goes on: with as many it ends to the same bits
     */
    private static TrainingPlan plan(LanguageModel base, LoraRecipe recipe, TrainingData data, OptionalInt before) {
        Backend backend = base.network().backend();
        IntFunction<TrainingMemory> memory = workers -> TrainingMemory.of(
                base.config(), backend.precision(), recipe, workers, data.longestTogether(), data.longest());
        int workers = before.orElseGet(() -> PassWorkers.useful(backend));
        OptionalLong available = AvailableMemory.ofThisMachine().bytes();
        return backend.onHost() && available.isPresent()
                ? TrainingPlan.fitting(available.getAsLong(), workers, memory, data.longest())
                : TrainingPlan.of(workers, false, true, memory);
    }

    TrainingOutcome run() {
        RunState state = restoreOrBegin();
        while (state.step() < steps && !patience.isOut(state.curve())) {
            if (listener.stopRequested()) {
                save(state);
                return new TrainingOutcome.Stopped(state.step());
            }
            StepResult result = step(state.step());
            state = state.stepped(result.loss(), guessing());
            Optional<TrainingOutcome> diverged = diverged(state, result);
            if (diverged.isPresent()) {
                return diverged.get();
            }
            boolean evaluating = state.step() % recipe.evaluateEverySteps() == 0 || state.step() == steps;
            if (evaluating) {
                state = evaluate(state);
                double loss = state.last().validationLoss();
                if (!Double.isFinite(loss)) {
                    return diverged(state.step(), loss, "the validation loss is " + loss);
                }
            }
            report(state, result, evaluating);
            if (evaluating) {
                save(state);
            }
        }
        return finish(state);
    }

    /**
     * @param loss of the step's batch
     * @param gradientNorm before clipping
     * @param rewards of the step's batch
     */
    private record StepResult(double loss, double gradientNorm, Optional<Rewards> rewards) {}

    private RunState restoreOrBegin() {
        Optional<RunState> restored = directory.restore(tensors());
        parameters.refresh();
        return restored.orElseGet(() -> RunState.begin(loss.measure(validation)));
    }

    /** @param step counted from 0 */
    private StepResult step(long step) {
        List<Lesson> batch = order.batch(step);
        stopwatch.begin();
        try (var _ = new PointerScope();
                var _ = new NoGradGuard()) {
            parameters.gradient().zero_();
            BatchLoss.Measured measured = loss.gradient(
                    batch, pass -> Dropout.of(recipe.lora().dropout(), recipe.seed(), step, pass), shares);
            double norm = clip(parameters.gradient());
            double rate = recipe.optimizer().learningRate() * schedule.factor(step, warmupSteps, steps);
            optimizer.step(parameters.values(), parameters.gradient(), rate, step + 1);
            parameters.refresh();
            stopwatch.end(batch.stream().mapToInt(Lesson::inputs).sum());
            return new StepResult(measured.loss(), norm, measured.rewards());
        }
    }

    /** Scales the gradient down to the largest norm allowed (Pascanu et al. 2013); gives back the norm it had. */
    private double clip(Tensor gradient) {
        double norm = gradient.norm().item_double();
        if (recipe.optimizer().clipNorm() > 0 && norm > recipe.optimizer().clipNorm()) {
            gradient.mul_(new Scalar(recipe.optimizer().clipNorm() / norm));
        }
        return norm;
    }

    private Optional<TrainingOutcome> diverged(RunState state, StepResult result) {
        String reason = null;
        if (!Double.isFinite(result.loss())) {
            reason = "the training loss is " + result.loss();
        } else if (!Double.isFinite(result.gradientNorm())) {
            reason = "the gradient norm is " + result.gradientNorm();
        } else if (state.highSteps() >= HIGH_STEPS_MEAN_DIVERGED) {
            reason = "the training loss, first %.3f, was far above it%s for %d steps"
                    .formatted(state.firstLoss(), orGuessing(), state.highSteps());
        }
        return Optional.ofNullable(reason).map(text -> diverged(state.step(), result.loss(), text));
    }

    private String orGuessing() {
        return guessing().isPresent()
                ? " or that of guessing, %.3f,".formatted(guessing().getAsDouble())
                : "";
    }

    private RunState evaluate(RunState state) {
        RunState evaluated = state.evaluated(loss.measure(validation));
        if (evaluated.best().orElseThrow().step() == evaluated.step()) {
            directory.saveBest(evaluated.step(), new PeftConfig(recipe.lora(), base.name()), base.config(), parameters);
        }
        return evaluated;
    }

    /** Loss of a model that holds all tokens for equally likely, where the objective's loss tells such a model. */
    private OptionalDouble guessing() {
        return loss.objective().guessing(base.config().vocabularySize());
    }

    private void report(RunState state, StepResult result, boolean evaluated) {
        OptionalDouble validationLoss =
                evaluated ? OptionalDouble.of(state.last().validationLoss()) : OptionalDouble.empty();
        listener.progressed(new Progress(
                state.step(),
                steps,
                result.loss(),
                validationLoss,
                result.rewards(),
                evaluated ? state.lastRewards() : Optional.empty(),
                stopwatch.tokensPerSecond(),
                stopwatch.estimate(steps - state.step())));
    }

    private void save(RunState state) {
        listener.checkpointed(state.step(), directory.saveCheckpoint(state, workers.count(), tensors()));
    }

    private Map<String, Tensor> tensors() {
        return Map.of(
                "parameters", parameters.values(),
                "first_moment", optimizer.firstMoment(),
                "second_moment", optimizer.secondMoment());
    }

    private TrainingOutcome finish(RunState state) {
        Verdict verdict = Verdict.over(state.curve(), guessing());
        if (verdict instanceof Verdict.Diverged(String reason)) {
            return diverged(state.step(), state.last().trainingLoss(), reason);
        }
        return new Publication(base, recipe, data, directory).publish(state, state.step() < steps, verdict);
    }

    private TrainingOutcome diverged(long step, double loss, String reason) {
        return new TrainingOutcome.Diverged(
                step,
                loss,
                reason + ": lower the learning rate of " + recipe.optimizer().learningRate()
                        + " or lengthen the warm-up");
    }

    @Override
    public void close() {
        workers.close();
        math.close();
        shares.close();
        optimizer.close();
        parameters.close();
    }
}
