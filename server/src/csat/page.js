// Asks for the survey that the address names, and sends what is answered. What it says stands in
// the page.
const said = document.querySelector("main").dataset;
const form = document.getElementById("survey");
const button = form.querySelector("button");
const meaning = document.getElementById("meaning");
const status = document.getElementById("status");
const uuid = location.pathname.split("/").filter(Boolean).pop();
const address = `/public/api/v1/csat_survey/${uuid}`;

async function ask(options) {
  const response = await fetch(address, options);
  if (response.ok) return response.json();
  const refused = { 404: said.missing, 422: said.closed };
  throw new Error(refused[response.status] ?? said.later);
}

// The network has no words of its own for the contact.
function why(error) {
  return error instanceof TypeError ? said.unreachable : error.message;
}

function explain() {
  const chosen = form.querySelector("input:checked");
  if (chosen) meaning.textContent = chosen.getAttribute("aria-label");
}

function show(survey) {
  document.getElementById("inbox").textContent = survey.inbox_name;
  if (survey.content) {
    document.getElementById("question").textContent = survey.content;
  }
  form.dataset.display = survey.display_type;
  const answered = survey.csat_survey_response;
  if (answered) {
    form.elements.rating.value = answered.rating;
    form.elements.feedback.value = answered.feedback_message ?? "";
  }
  explain();
  form.hidden = false;
}

form.addEventListener("change", explain);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const csat_survey_response = {
    rating: Number(form.elements.rating.value),
    feedback_message: form.elements.feedback.value,
  };
  const message = { submitted_values: { csat_survey_response } };
  status.textContent = said.wait;
  button.disabled = true;
  try {
    await ask({
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ message }),
    });
    status.textContent = said.thanks;
  } catch (error) {
    status.textContent = why(error);
  }
  button.disabled = false;
});

status.textContent = said.wait;
try {
  show(await ask());
  status.textContent = "";
} catch (error) {
  status.textContent = why(error);
}
