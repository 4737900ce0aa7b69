/** What a task's data has to be: kind of rows and answers, shares of the splits, waivers. Owned by whoever owns the task; emits nothing. */
package dev.whetstone.dataset.task;
