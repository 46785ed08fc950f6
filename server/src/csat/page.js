// Asks for the survey that the address names, and sends what is answered.
const form = document.getElementById("survey");
const status = document.getElementById("status");
const uuid = location.pathname.split("/").filter(Boolean).pop();
const address = `/public/api/v1/csat_survey/${uuid}`;

async function ask(options) {
  const response = await fetch(address, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Error(body.error ?? body.message ?? "Please try again later.");
  }
  return body;
}

function show(survey) {
  document.getElementById("inbox").textContent = survey.inbox_name;
  if (survey.content) {
    const question = document.getElementById("question");
    question.textContent = survey.content;
    question.lang = survey.locale;
  }
  form.dataset.display = survey.display_type;
  const answered = survey.csat_survey_response;
  if (answered) {
    form.elements.rating.value = answered.rating;
    form.elements.feedback.value = answered.feedback_message ?? "";
  }
  form.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const csat_survey_response = {
    rating: Number(form.elements.rating.value),
    feedback_message: form.elements.feedback.value,
  };
  const message = { submitted_values: { csat_survey_response } };
  status.textContent = "One moment, please.";
  try {
    await ask({
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message }),
    });
    status.textContent = "Thank you. You can change your answer for two weeks.";
  } catch (error) {
    status.textContent = error.message;
  }
});

try {
  show(await ask());
  status.textContent = "";
} catch (error) {
  status.textContent =
    error instanceof TypeError ? "The server cannot be reached." : "There is no survey at this address.";
}
