package dev.whetstone.engine.adapter;

/**
 * {@code adapter_config.json} of PEFT, as far as this engine computes it.
 *
 * @param base base_model_name_or_path: a name for people, never trusted
 */
public record PeftConfig(LoraSettings lora, String base) {

    public static final String FILE_NAME = "adapter_config.json";
}
