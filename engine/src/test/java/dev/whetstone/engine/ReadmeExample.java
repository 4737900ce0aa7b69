package dev.whetstone.engine;

import dev.whetstone.engine.generate.Generation;
import dev.whetstone.engine.generate.GenerationRequest;
import dev.whetstone.engine.generate.GenerationScheduler;
import dev.whetstone.engine.generate.Sampling;
import dev.whetstone.engine.generate.SchedulerOptions;
import dev.whetstone.engine.generate.TokenListener;
import dev.whetstone.engine.train.LoraRecipe;
import dev.whetstone.engine.train.LoraTrainer;
import dev.whetstone.engine.train.TrainingChat;
import dev.whetstone.engine.train.TrainingListener;
import dev.whetstone.engine.train.TrainingOutcome;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The example of the module's README, line for line. */
final class ReadmeExample {

    private ReadmeExample() {}

    static List<Generation> run(
            Path directory, List<TrainingChat> chats, LoraRecipe recipe, Path work, String question) {
        List<Generation> answers = new ArrayList<>();
        try (LanguageModel model = LanguageModel.load(directory, LoadOptions.defaults())) {
            TrainingOutcome outcome = LoraTrainer.train(
                    model, chats.subList(4, chats.size()), chats.subList(0, 4), recipe, work, TrainingListener.none());
            if (!(outcome instanceof TrainingOutcome.Finished finished)) {
                throw new IllegalStateException("no adapter: " + outcome); // it diverged, and the outcome says where
            }
            System.out.println(finished.verdict().sentence());
            try (Adapter adapter = model.loadAdapter(finished.adapter());
                    GenerationScheduler scheduler = new GenerationScheduler(model, new SchedulerOptions(8, 64, 256))) {
                int[] prompt = model.prompt(List.of(new ChatMessage("user", question)));
                for (Optional<Adapter> who : List.of(Optional.<Adapter>empty(), Optional.of(adapter))) { // one batch
                    answers.add(scheduler.submit(
                            new GenerationRequest(prompt, who, Sampling.greedy(32), Optional.empty()),
                            TokenListener.none()));
                }
                answers.forEach(
                        answer -> System.out.println(answer.result().join().text()));
            }
        }
        return answers;
    }
}
