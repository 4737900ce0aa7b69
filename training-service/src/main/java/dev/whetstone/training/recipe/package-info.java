/** How a task is tuned: recipe, seeds and the policy for retraining, as its owner last set them. */
package dev.whetstone.training.recipe;
